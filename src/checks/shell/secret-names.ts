const ends = [
  'PASSWORD',
  'PASSWD',
  'PASSPHRASE',
  'PASSCODE',
  'SECRET',
  'TOKEN',
  'BEARER',
  'CREDENTIALS?',
  '(?:API|SECRET|SECRET_ACCESS|PRIVATE|AGE|ACCESS)_?KEY',
  'PGPASSWORD',
  '(?:DB|SQL|MYSQL|MARIADB|POSTGRES|PG|REDIS|MONGO|ROOT|ADMIN|USER|LOGIN|SMTP|MAIL|LDAP|KEYSTORE|STORE|SSH|SUDO|MY)_?(?:PASS|PWD)',
]

const variants = '(?:_?(?:B64|BASE64|VALUE|RAW|NEW|OLD|PROD|PRODUCTION|DEV|STAGING|\\d{1,2}))?'

const secret = new RegExp(`(?:^|_)(?:${ends.join('|')})${variants}$|^AWS_BEARER_TOKEN_BEDROCK$`)

// In small letters these are as often numbers and names of keys.
const shouted = /(?:^|_)(?:SIGNING|ENCRYPTION|MASTER|ACCOUNT|AUTH|DEPLOY)_?KEY$/

/** A switch, a count, a half that is public, a cursor in an answer: named like a secret, and none. */
const harmless =
  /^(?:(?:NO|USE|HAS|HAVE|IS|ASK|NEEDS?|REQUIRES?|SHOW|HIDE|SKIP|WITH|WITHOUT|ENABLE|DISABLE|ALLOW|MAX|MIN|NUM|COUNT|NEXT|PREV|PAGE|CONTINUATION|CSRF|SYNC|EMPTY|GEN|GENERATE|RESET|CHANGE|FORCE|PUB|PUBLIC|CUR|CURRENT|LAST|FIRST)_)|(?:^|_)(?:ENTRY|NEXT|PAGE|PUBLIC|CSRF|CONTINUATION|STRING|LEX|PARSE|TYPE|CURSOR)_?(?:KEY|TOKEN)$/

/** Alone and in small letters these are as often words of a parser. */
const ambiguous: ReadonlySet<string> = new Set(['token', 'bearer', 'credential', 'passwd', 'Token'])

const cased = (name: string): string => (/[a-z]/.test(name) ? name.replace(/([a-z0-9])([A-Z])/g, '$1_$2') : name)

/** A variable that by its name holds a secret: `AWS_SECRET_ACCESS_KEY`, `GITHUB_TOKEN`, `dbPassword`; no `TOKEN_URL`. */
export const isSecretName = (name: string): boolean => {
  if (name.length > 100 || ambiguous.has(name)) return false
  const words = cased(name).toUpperCase()
  return (secret.test(words) || shouted.test(name)) && !harmless.test(words)
}

/** Given as literals, these are no secrets: paths, switches, options, small numbers, what every manual says. */
export const isHarmlessValue = (value: string): boolean =>
  /^(?:[/~.].*|\$\{?[A-Z_]*(?:DIR|HOME|PATH)\b.*|true|false|yes|no|on|off|none|null|[a-z]|\d{0,4}|-.*|changeit|change-?me|password|secret|token|test\w{0,8}|dummy|x+)$/i.test(
    value,
  )
