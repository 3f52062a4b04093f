import { Secret } from '../../model/secret.ts'
import { keyIdGeneration } from './key-id.ts'
import { certificateDates, jwtDates, type OwnDates, presignedDates } from './own-dates.ts'

/** What a value tells of itself. Holds nothing that opens anything. */
export interface ValueFacts {
  readonly is: 'credential' | 'certificate'
  readonly own?: OwnDates
  /** A temporary key of AWS, which lives for 36 hours at most. */
  readonly temporary?: true
  /** An AWS access key id, and of which generation. */
  readonly keyId?: { readonly id: Secret; readonly old: boolean }
}

const longTerm =
  /^(?:ABSK[A-Za-z0-9+/]{20}|gh[opusr]_\w{20}|github_pat_\w{20}|glpat-|xox[abeoprs]-|xapp-|[rs]k_(?:live|test)_|sk-ant-|sk-proj-|npm_\w{20}|pypi-\w{20}|SG\.|AIza[\w-]{20}|dop_v1_|hv[sb]\.|AGE-SECRET-KEY-|AGE-PLUGIN-|https:\/\/hooks\.slack\.com\/|https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/)/
const userInAddress = /^[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@]{0,100}:[^\s/@]{1,200}@/i
const pem = /^\s{0,20}-----BEGIN /
const awsId = /^(?:AKIA|ASIA)[A-Z2-7]{16}$/

/** Enough to see whether a value says what it is. */
export const tellingLength = 512

/** Whether the first characters of a value leave it possible that it says what it is. */
export const maySay = (head: string): boolean =>
  awsId.test(head.trim()) ||
  longTerm.test(head) ||
  pem.test(head) ||
  /^(?:eyJ|bedrock-api-key-)/.test(head) ||
  userInAddress.test(head)

/** What a value says of itself by its form; undefined where it says nothing. */
export const valueFacts = (value: string): ValueFacts | undefined => {
  const text = value.trim()
  if (awsId.test(text)) return awsFacts(text)
  if (pem.test(text)) return pemFacts(text)
  if (text.startsWith('bedrock-api-key-')) return { is: 'credential', ...owned(presignedDates(text)) }
  if (text.startsWith('eyJ')) {
    const dates = jwtDates(text)
    return dates === undefined ? undefined : { is: 'credential', own: dates }
  }
  return longTerm.test(text) || userInAddress.test(text) ? { is: 'credential' } : undefined
}

const owned = (own: OwnDates | undefined): { readonly own?: OwnDates } => (own === undefined ? {} : { own })

const awsFacts = (id: string): ValueFacts | undefined => {
  if (id.endsWith('EXAMPLE')) return undefined
  if (id.startsWith('ASIA')) return { is: 'credential', temporary: true }
  return { is: 'credential', keyId: { id: new Secret(id), old: keyIdGeneration(id) === 'old' } }
}

/** A private key may be older than its certificate, but is of no use after it. */
const pemFacts = (text: string): ValueFacts | undefined => {
  const own = certificateDates(text)
  if (/-----BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY-----/.test(text))
    return { is: 'credential', ...(own?.expires && { own: { expires: own.expires } }) }
  return own === undefined ? undefined : { is: 'certificate', own }
}
