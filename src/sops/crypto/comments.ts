import type { CommentLeaf } from '../comment-leaves.ts'
import type { Enc } from '../enc.ts'
import type { EncryptedFile } from '../encrypted-file.ts'
import type { Leaf } from '../leaves.ts'
import { bindingOf, decryptValue } from './cipher.ts'
import { countedBytes } from './go-bytes.ts'

/** What a key proves about the comments of a file. */
export interface CommentVerdict {
  /** Encrypted, and nowhere close by with this key. */
  readonly unauthentic: readonly CommentLeaf[]
  /** A value of another kind poses as a comment: SOPS counts it into the mac, or stops. */
  readonly posing: boolean
}

/**
 * Tries each encrypted comment. To which map one belongs is for the YAML library of SOPS to say, so every map around it
 * is tried.
 */
export const openComments = (file: EncryptedFile, key: Uint8Array): CommentVerdict => {
  const unauthentic: CommentLeaf[] = []
  let posing = false
  let next = 0
  for (const comment of file.comments) {
    while (next < file.leaves.length && (file.leaves[next]?.start ?? 0) < comment.start) next++
    if (comment.encrypted === undefined || !comment.mustBeEncrypted) continue
    const around = [comment.path, containerOf(file.leaves[next - 1]), containerOf(file.leaves[next])]
    const kind = bindingsOf(around)
      .map((binding) => kindOf(comment.encrypted, key, binding))
      .find((found) => found !== undefined)
    if (kind === undefined) unauthentic.push(comment)
    if (kind === 'value') posing = true
  }
  return { unauthentic, posing }
}

/** The map or list that holds a value. */
const containerOf = (leaf: Leaf | undefined): readonly string[] =>
  leaf?.key === undefined ? (leaf?.path ?? []) : leaf.path.slice(0, -1)

/** No comment wanders further from its map. */
const mostLevels = 8

/** The paths themselves, and what is above them. */
const bindingsOf = (paths: readonly (readonly string[])[]): readonly string[] => [
  ...new Set(paths.flatMap((path) => [path, ...above(path), []]).map(bindingOf)),
]

const above = (path: readonly string[]): readonly (readonly string[])[] =>
  path.slice(-mostLevels).map((_, index) => path.slice(0, path.length - index - 1))

/** Undefined for what is not authentic there; a type that does not fit is taken for a plain comment by SOPS, too. */
const kindOf = (enc: Enc | undefined, key: Uint8Array, binding: string): 'comment' | 'value' | undefined => {
  const plaintext = enc && decryptValue(enc, key, binding)
  if (enc === undefined || plaintext === undefined) return undefined
  const counted = countedBytes(plaintext, enc.type)
  plaintext.fill(0)
  if (Buffer.isBuffer(counted)) counted.fill(0)
  if (counted === 'nothing') return 'comment'
  return counted === undefined && enc.type !== 'bytes' ? undefined : 'value'
}
