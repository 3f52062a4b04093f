import type { Candidate } from '../candidate.ts'
import { isExpression, isPath, isPlaceholder } from '../placeholder.ts'
import { looksRandom } from '../randomness.ts'

/** What follows `token`, `secret` and so on in the name of something that is none. */
const namesSomethingElse =
  /(?:name|id|ids|file|filename|path|dir|url|uri|arn|type|kind|hash|hashed|digest|length|size|ref|field|label|header|prefix|suffix|version|count|limit|expir[a-z]*|endpoint|checksum|regex|pattern|policy|algorithm|encryption|method|mode|format|hint|fingerprint|sha\d*|integrity)$/i
const passwordLabel = /^[_-]?pass|^pwd/i
const configurationFile =
  /(?:\.(?:ya?ml|json[5c]?|toml|ini|cfg|conf|config|properties|tfvars|env|xml|plist|envrc|netrc)|(?:^|\/)(?:\.env[^/]*|[^/]*\.env\.[^/]*|Dockerfile[^/]*|credentials|\.pgpass|\.netrc))$/i

/** A literal beside a template is often no more than the fixed beginning of a token. */
const leastBesideTemplate = 16

// Addresses on a blockchain are public; the session token of AWS's documentation is an example.
const publicValue = /^0x[0-9a-f]{40}$|^AQo[A-Za-z0-9/+]{0,60}EXAMPLE/i

/** Templates cut out, so that what is left is what the author typed. */
const typed = (value: string): string => value.replace(/\$\{[^}]*\}|\{\{[^}]*\}\}|\$\([^)]*\)|#\{[^}]*\}/g, '')

const classes: readonly RegExp[] = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]

/** What people type where they mean `password`, with the usual digits for letters. */
const obvious = /pa[s$5]{2}w?[o0]?r?d|change|secret|example|sample|dummy|default|test|demo|admin|qwerty|letmein/i
const structured =
  /[\s(){}[\]|;,]|:\/\/|^[-.\d:+TZ/]+$|^[A-Za-z][\w.]*:[\w.-]+(?::|$)|^v?\d+\.\d|^\w+=|^[\w.+-]+@[\w-]+\.[\w.]+$|^[a-z]+(?:[-_.][a-z0-9]+)*$/

/** A password somebody made up: three kinds of characters at least, no known word for a password, no data of another kind. */
const isMadeUp = (value: string): boolean =>
  value.length >= 8 &&
  value.length <= 72 &&
  /[A-Za-z]/.test(value) &&
  classes.filter((kind) => kind.test(value)).length >= 3 &&
  new Set(value).size >= 6 &&
  !obvious.test(value) &&
  !structured.test(value)

/** True for a value behind a label such as `token` or `db_password` that is a credential rather than a name for one. */
export const isLabelledCredential = ({ value, groups, path }: Candidate): boolean => {
  if (namesSomethingElse.test(groups.rest ?? '')) return false
  if (publicValue.test(value)) return false
  const literal = typed(value)
  if (isPlaceholder(value) || isExpression(value) || isPath(literal)) return false
  if (literal !== value && literal.length < leastBesideTemplate) return false
  if (looksRandom(literal)) return true
  const password = passwordLabel.test(groups.label ?? '') && configurationFile.test(path)
  return password && literal === value && isMadeUp(value)
}
