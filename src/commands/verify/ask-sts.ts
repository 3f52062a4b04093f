import { createHash } from 'node:crypto'
import { AwsError } from '../../aws/aws-error.ts'
import { endpointOf } from '../../aws/endpoints.ts'
import { isRoot, stsClient } from '../../aws/sts.ts'
import type { AwsCredentials, AwsOptions } from '../../aws/types.ts'

/** What STS says of a pair. */
export type Answer =
  | { readonly live: 'yes'; readonly account: string; readonly arn: string; readonly root: 'yes' | 'no' }
  | { readonly live: 'no' | 'unknown'; readonly because: string }
  /** The id is in use, and the secret is not its own. */
  | { readonly live: 'mismatch'; readonly because: string }

export type AskSts = (credentials: AwsCredentials) => Promise<Answer>

const mostAtOnce = 4

/** From here on nobody is asked any more: every further pair would cost another time-out. */
const mostSilences = 3

/** Says of each pair once whether it works. Throws for endpoints that may not be asked. */
export const askSts = (options: AwsOptions): AskSts => {
  const patient: AwsOptions = { timeout: 5000, attempts: 3, ...options, env: inMainRegion(options.env) }
  endpointOf('sts', patient.env)
  const known = new Map<string, Promise<Answer>>()
  const free = gate(mostAtOnce)
  let silences = 0
  const ask: AskSts = async (credentials) => {
    if (silences >= mostSilences) return { live: 'unknown', because: 'not asked: there was no reply to those before' }
    try {
      const { account, arn } = await stsClient(credentials, patient).callerIdentity()
      silences = 0
      return { live: 'yes', account, arn, root: isRoot(arn) ? 'yes' : 'no' }
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      silences = error.status === 0 ? silences + 1 : 0
      return refused(error)
    }
  }
  return (credentials) => {
    const name = digest(credentials)
    const answer = known.get(name) ?? free(() => ask(credentials))
    known.set(name, answer)
    return answer
  }
}

const dead = new Set(['InvalidClientTokenId', 'ExpiredToken', 'ExpiredTokenException'])

const refused = ({ code, message }: AwsError): Answer => {
  if (dead.has(code)) return { live: 'no', because: message }
  return { live: code === 'SignatureDoesNotMatch' ? 'mismatch' : 'unknown', because: message }
}

/** Other regions may be unknown to an account; these answer for every account of their partition. */
const inMainRegion = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || ''
  const main = region.startsWith('cn-') ? 'cn-north-1' : region.startsWith('us-gov-') ? 'us-gov-west-1' : 'us-east-1'
  return { ...env, AWS_REGION: main }
}

const digest = ({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials): string => {
  const hash = createHash('sha256').update(accessKeyId)
  for (const secret of [secretAccessKey, sessionToken]) secret?.read((value) => hash.update(`\n${value}`))
  return hash.digest('base64')
}

/** Lets so many through at once. */
const gate = (most: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  const waiting: (() => void)[] = []
  let inside = 0
  return async (work) => {
    if (inside >= most) await new Promise<void>((enter) => waiting.push(enter))
    else inside++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) inside--
      else next()
    }
  }
}
