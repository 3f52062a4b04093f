import type { Candidate } from '../candidate.ts'
import { isPlaceholder } from '../placeholder.ts'
import { looksRandom } from '../randomness.ts'

/** Names that RFC 2606 and RFC 6761 keep for documentation and tests. */
const reservedHost =
  /(?:^|\.)(?:example(?:\.[a-z]{2,3})?|test|invalid)$|^(?:host|hostname|server|domain|foo|bar|proxy|url|site)(?:name)?(?:\.[a-z]{2,4})?$/i
const localHost = /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal)$/i
const demonstration =
  /^(?:(?:my|your|the|a|db|user|super|test|demo|dev|root|admin)?[-_]?(?:pass(?:w(?:or)?d)?|passphrase|pw|pwd|secret|token|key|credentials?)[-_]?\d{0,4}|p[a@4]ss?w[o0]rd\d*|pass(?:word)?here|admin|root|test(?:ing|er)?|guest|demo|default|user(?:name)?|postgres(?:ql)?|mysql|mariadb|redis|mongo(?:db)?|rabbitmq|elastic|minio|foo(?:bar)?|barfoo|hunter2|letmein|qwerty|abc(?:123|def)|12345\d*|some(?:thing|pass(?:word)?)|x-oauth-basic|oauth2?)$/i

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

const isTemplated = (value: string): boolean => /\$\{|\{\{|\$\(|#\{|%[sdv(]|^[$%{<:]|[{}]/.test(value)

/** True for a password in a URL that opens something, and not one that shows where a password goes. */
export const isUrlPassword = ({ value, groups }: Candidate): boolean => {
  const password = decoded(value)
  const host = groups.host ?? ''
  if (isTemplated(value) || isPlaceholder(password) || demonstration.test(password)) return false
  if (password.toLowerCase() === (groups.user ?? '').toLowerCase() || reservedHost.test(host)) return false
  return !localHost.test(host) || looksRandom(password)
}
