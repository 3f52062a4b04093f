import type { Leaf } from '../../sops/leaves.ts'
import { maySay, tellingLength, type ValueFacts, valueFacts } from './value-facts.ts'

const longest = 64 * 1024

/** Notes what an opened value tells of itself, and nothing of any that tells nothing. */
export const noteFacts = (facts: Map<Leaf, ValueFacts>, leaf: Leaf, plaintext: Buffer): void => {
  if (plaintext.length > longest || !maySay(plaintext.toString('latin1', 0, tellingLength))) return
  const found = valueFacts(plaintext.toString('utf8'))
  if (found !== undefined) facts.set(leaf, found)
}
