import { hasBase62Checksum } from '../base62-crc32.ts'
import { isBech32 } from '../bech32.ts'
import type { Candidate } from '../candidate.ts'
import { isAwsKeyId } from './aws-key-id.ts'
import { isAwsSecret } from './aws-secret.ts'
import { isBedrockShortKey } from './bedrock-short.ts'
import { isJwt } from './jwt.ts'
import { isLabelledCredential } from './labelled-credential.ts'
import { isPrivateKeyBody } from './private-key-body.ts'
import { isEncodedPrivateKey } from './private-key-encoded.ts'
import { isUrlPassword } from './url-password.ts'

/** Decides offline whether a matched value can be what the rule looks for. */
export type Validator = (candidate: Candidate) => boolean

const afterPrefix = (token: string): string => token.slice(token.indexOf('_') + 1)

/** Tokens of 36 characters end in a checksum; the longer refresh tokens and the ones that hold a JWT do not. */
const githubCrc32: Validator = ({ value }) => {
  const body = afterPrefix(value)
  return body.length !== 36 || hasBase62Checksum(body)
}

/** The names a rule file may use for `checksum`. */
export const validators: ReadonlyMap<string, Validator> = new Map<string, Validator>([
  ['github-crc32', githubCrc32],
  ['npm-crc32', ({ value }) => hasBase62Checksum(afterPrefix(value))],
  ['age-bech32', ({ value }) => isBech32(value)],
  ['aws-key-id', ({ value }) => isAwsKeyId(value)],
  ['aws-secret', ({ value }) => isAwsSecret(value)],
  ['jwt', ({ value }) => isJwt(value)],
  ['bedrock-short', ({ value }) => isBedrockShortKey(value)],
  ['private-key-body', isPrivateKeyBody],
  ['private-key-encoded', ({ value }) => isEncodedPrivateKey(value)],
  ['url-password', isUrlPassword],
  ['labelled-credential', isLabelledCredential],
])
