import type { Tree } from '../formats/tree.ts'
import { yamlTime } from '../sops/crypto/go-time.ts'
import { plainBytes } from '../sops/crypto/plain-bytes.ts'
import type { Leaf } from '../sops/document.ts'
import type { Store } from '../sops/sniff.ts'
import { Refused } from './outcome.ts'

/** Throws {@link Refused} where sops would keep another value than the one that is written. */
export const requireKept = (store: Store, text: string, tree: Tree, leaves: readonly Leaf[]): void => {
  const changed = leaves.find((leaf) => !isKept(leaf, store, text))
  if (changed !== undefined)
    throw new Refused(
      `has a value on line ${lineOf(text, changed.start)} of which sops would keep another reading, such as a number without its zeros; put it between quotes first`,
    )
  if (store === 'ini') requireWholeLines(text, tree, leaves)
}

/** A time is written otherwise and stays the same time. */
const isKept = (leaf: Leaf, store: Store, text: string): boolean => {
  const { value, start, end } = leaf
  if (value === null || typeof value === 'boolean') return true
  const source = text.slice(start, end).trim()
  if (typeof value === 'string' && Buffer.from(value).toString() !== value) return false // half a character of UTF-16
  const forms = plainBytes(leaf, store, text)
  if (typeof value === 'string' && forms.includes(value)) return true
  if (store === 'yaml' && yamlTime(source) !== undefined) return true
  const written = store === 'json' ? source.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : source
  return forms.length > 0 && forms.every((form) => form === written)
}

/** sops cuts a value of INI at `#` or `;`, and joins a line that ends in a backslash with the next. */
const requireWholeLines = (text: string, { comments }: Tree, leaves: readonly Leaf[]): void => {
  const cut = comments.find(({ start }) => !/^\s*(?:\[.*)?$/.test(text.slice(text.lastIndexOf('\n', start) + 1, start)))
  if (cut !== undefined)
    throw new Refused(
      `has a value on line ${lineOf(text, cut.start)} that sops would cut at # or ;, and keep the rest as a comment; put it between backticks first`,
    )
  const joined = leaves.find(({ start, end }) => /^(?!`|""").*\n/.test(text.slice(start, end)))
  if (joined !== undefined)
    throw new Refused(
      `has a line that ends in a backslash, line ${lineOf(text, joined.start)}; sops joins it with the next`,
    )
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length
