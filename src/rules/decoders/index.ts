import type { Hit } from '../../model/rule.ts'
import { awsAccount } from '../aws-account.ts'
import type { Candidate } from '../candidate.ts'
import { privateKeyCipher } from './private-key-cipher.ts'

/** Reads more out of a value than that it is one: details to print, or a severity of its own. */
export type Decoder = (candidate: Candidate) => Pick<Hit, 'details' | 'severity'>

const account: Decoder = ({ value }) => {
  const number = awsAccount(value)
  return number === undefined ? {} : { details: { account: number } }
}

/** The names a rule file may use for `decode`. */
export const decoders: ReadonlyMap<string, Decoder> = new Map([
  ['aws-account', account],
  ['private-key-cipher', privateKeyCipher],
])
