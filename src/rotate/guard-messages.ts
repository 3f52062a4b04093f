import { Secret } from '../model/secret.ts'
import type { Credentials } from './cloud.ts'
import type { Journal } from './journal.ts'

/** What the guard is told, one JSON text a line, through a pipe; it answers each with a line. */
export type Message =
  | {
      readonly say: 'begin'
      readonly root: string
      readonly journals: string
      readonly journal: Journal
      readonly credentials: Credentials
      /** Where AWS is and how it is reached. */
      readonly env: Readonly<Record<string, string>>
    }
  /** AWS is asked for a key now. */
  | { readonly say: 'journal'; readonly journal: Journal }
  /** All is done; nothing is left to guard. */
  | { readonly say: 'done' }

export const answer = 'ok'

/** A pair as it goes through the pipe. */
interface OpenCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

const opened = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials): OpenCredentials => ({
  accessKeyId,
  secretAccessKey: secretAccessKey.read((value) => value),
  ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.read((value) => value) }),
})
const closed = ({ accessKeyId, secretAccessKey, sessionToken }: OpenCredentials): Credentials => ({
  accessKeyId,
  secretAccessKey: new Secret(secretAccessKey),
  ...(sessionToken === undefined ? {} : { sessionToken: new Secret(sessionToken) }),
})

/** For the pipe alone: it holds the secret key. */
export const messageLine = (message: Message): string =>
  `${JSON.stringify(message.say === 'begin' ? { ...message, credentials: opened(message.credentials) } : message)}\n`

/** What such a line says. */
export const messageOf = (line: string): Message => {
  const message = JSON.parse(line)
  return message.say === 'begin' ? { ...message, credentials: closed(message.credentials) } : message
}
