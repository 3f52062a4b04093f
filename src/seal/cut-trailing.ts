import type { EncryptedFile, Leaf } from '../sops/document.ts'
import { encSpans } from '../sops/enc.ts'
import { readEncryptedFile } from '../sops/encrypted-file.ts'
import { Failed, Refused } from './outcome.ts'

/** The text of an encrypted file without what stands behind its values. Sops drops that anyway, so the MAC stays right. */
export const cutTrailing = async (path: string, bytes: Buffer): Promise<Buffer> => {
  const text = bytes.toString('utf8')
  const file = await readEncryptedFile(path, text)
  if (file === undefined || !Buffer.from(text).equals(bytes)) throw new Refused('is no encrypted UTF-8 text')
  let result = ''
  let from = 0
  for (const leaf of file.leaves) {
    const end = ciphertextEnd(leaf, text)
    if (end === undefined) continue
    result += text.slice(from, end) + closingOf(text.slice(leaf.start, leaf.end))
    from = leaf.end
  }
  const content = result + text.slice(from)
  await requireCut(path, file, content)
  return Buffer.from(content)
}

/** Where the ciphertext at the beginning of a value ends that is more than ciphertext. */
const ciphertextEnd = ({ start, end, value, encrypted, alias }: Leaf, text: string): number | undefined => {
  if (encrypted !== undefined || alias || typeof value !== 'string') return undefined
  const written = text.slice(start, end)
  for (const [at, until] of encSpans(written))
    return /^\s*["'`]{0,3}\s*$/.test(written.slice(0, at)) ? start + until : undefined
  return undefined
}

/** What closes a value that was written between quotes, and the line break of a block. */
const closingOf = (written: string): string => {
  const open = /^(?:"""|["'`])/.exec(written)?.[0] ?? ''
  return (written.endsWith(open) ? open : '') + (written.endsWith('\n') ? '\n' : '')
}

const requireCut = async (path: string, before: EncryptedFile, content: string): Promise<void> => {
  const after = await readEncryptedFile(path, content)
  const right =
    after !== undefined &&
    after.problems.length === 0 &&
    after.leaves.length === before.leaves.length &&
    after.leaves.every((leaf, index) => isRest(leaf, before.leaves[index]))
  if (!right) throw new Failed('is written so that the text behind its values cannot be cut off')
}

const isRest = (leaf: Leaf, before: Leaf | undefined): boolean => {
  if (before === undefined || JSON.stringify(leaf.place) !== JSON.stringify(before.place)) return false
  if (leaf.value === before.value) return true
  return leaf.encrypted !== undefined && String(before.value).trimStart().startsWith(String(leaf.value))
}
