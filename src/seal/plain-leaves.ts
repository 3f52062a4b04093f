import type { EncryptedFile, Leaf } from '../sops/document.ts'
import { isPlain } from '../sops/plaintext.ts'
import type { Store } from '../sops/sniff.ts'
import { Refused } from './outcome.ts'

/** The plain values that `sops set` can take over. Throws {@link Refused}, with the reason, where it cannot. */
export const settableLeaves = (file: EncryptedFile): readonly Leaf[] => {
  const leaves = file.leaves.filter(isPlain)
  const refusal = refusalOf(file) ?? leaves.map((leaf) => leafRefusal(leaf, file.store)).find((reason) => reason)
  if (refusal !== undefined) throw new Refused(refusal)
  return leaves
}

const refusalOf = ({ duplicates, marks, problems, trailing, store, policy }: EncryptedFile): string | undefined => {
  if (problems.length > 0) return `cannot be read as ${store.toUpperCase()}`
  if (duplicates.length > 0) return 'has a key twice, and which one counts nobody can tell'
  if (marks.length > 0) return 'has YAML anchors or tags, which sops never writes'
  if (trailing !== undefined) return 'has text behind its end, which sops would drop'
  return policy.byComment ? 'is encrypted by its comments, so which values are meant is a guess' : undefined
}

const leafRefusal = (leaf: Leaf, store: Store): string | undefined => {
  if (leaf.alias) return 'has a YAML alias, which sops never writes'
  if (leaf.document > 0) return 'has a plain value in a further document, and sops set reaches the first alone'
  if (leaf.place.length === 0 || store === 'binary') return 'has a plain value that stands under no key'
  if (leaf.place.some((step) => typeof step === 'string' && step.includes('[')))
    return 'has a key with a bracket, which sops set cannot name'
  if (typeof leaf.value === 'bigint' || (typeof leaf.value === 'number' && !Number.isFinite(leaf.value)))
    return 'has a number that sops set would change'
  return undefined
}

/** Go reads octal, hexadecimal and grouped digits otherwise than YAML 1.2; other spellings are the same number. */
const sameEverywhere = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

/** The value as `sops set` wants it on its standard input. Throws {@link Refused} for a number read otherwise by Go. */
export const valueInput = (leaf: Leaf, text: string): Buffer => {
  if (typeof leaf.value === 'number' && !sameEverywhere.test(text.slice(leaf.start, leaf.end)))
    throw new Refused('has a number that sops set would change')
  return Buffer.from(typeof leaf.value === 'string' ? JSON.stringify(leaf.value) : String(leaf.value))
}

/** `["profiles"]["dev"][0]`; sops reads what stands between the quotes as it is. */
export const treePath = ({ place }: Leaf): string =>
  place.map((step) => (typeof step === 'number' ? `[${step}]` : `["${step}"]`)).join('')

/** The text with an empty string in the place of each of these values. */
export const withoutValues = (text: string, store: Store, leaves: readonly Leaf[]): string => {
  const empty = store === 'yaml' || store === 'json' ? '""' : ''
  let result = ''
  let from = 0
  for (const { start, end } of leaves) {
    const breakAtEnd = text.slice(start, end).endsWith('\n') ? '\n' : '' // of a block scalar
    result += text.slice(from, start) + empty + breakAtEnd
    from = end
  }
  return result + text.slice(from)
}
