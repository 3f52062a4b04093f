import type { Comment, TextRange } from '../formats/tree.ts'
import { type Enc, parseEnc } from './enc.ts'
import type { Slot } from './leaves.ts'
import { type LeafPolicy, noMarks } from './selectors.ts'
import type { Store } from './sniff.ts'

/** A comment, which SOPS encrypts like a value of the map that it stands in. */
export interface CommentLeaf extends TextRange {
  /** What follows the `#` or `;`. */
  readonly text: string
  /** Map keys from the root to what holds the comment, as in the additional data of the cipher; the likeliest of several. */
  readonly path: readonly string[]
  /** Present when the whole comment is one well-formed `ENC[…]`. */
  readonly encrypted?: Enc
  /** SOPS means to encrypt it, wherever its YAML library may attach it. Never where comments select. */
  readonly mustBeEncrypted: boolean
}

/** The comments of a file as SOPS weighs them. `slots` are in file order. */
export const commentLeaves = (
  comments: readonly Comment[],
  slots: readonly Slot[],
  text: string,
  policy: LeafPolicy,
  store: Store,
): readonly CommentLeaf[] => {
  let next = 0
  return comments.map((comment) => {
    while (next < slots.length && (slots[next]?.start ?? 0) < comment.start) next++
    const [before, after] = [slots[next - 1], slots[next]]
    const paths = store === 'ini' ? [inSection(comment, before, after, text)] : candidates(comment, before, after, text)
    const encrypted = parseEnc(comment.text.trimEnd())
    return {
      start: comment.start,
      end: comment.end,
      text: comment.text,
      path: paths[0] ?? [],
      mustBeEncrypted: !policy.byComment && paths.every((path) => policy.mustEncrypt(path, noMarks)),
      ...(encrypted === undefined ? {} : { encrypted }),
    }
  })
}

/** SOPS puts what stands above a section into it, and what stands beside or above a key beside that key. */
const inSection = (comment: Comment, before: Slot | undefined, after: Slot | undefined, text: string) =>
  ((standsAlone(comment, text) ? after : undefined) ?? before ?? after)?.container ?? []

const standsAlone = ({ start }: Comment, text: string): boolean =>
  /^[ \t]*(?:-[ \t]+)*$/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))

/** What a comment may lie in: on the line of a value that value's map; above others the map of the next or the last one. */
const candidates = (
  comment: Comment,
  before: Slot | undefined,
  after: Slot | undefined,
  text: string,
): readonly (readonly string[])[] => {
  const column = comment.start - (text.lastIndexOf('\n', comment.start - 1) + 1)
  const alone = standsAlone(comment, text)
  const likely = alone && after !== undefined && isBelow(after, before, column, text) ? [after] : undefined
  const around = likely ?? (alone ? [after, before] : [before, after]).flatMap((slot) => slot ?? [])
  return around.length === 0 ? [[]] : around.map(({ container }) => container)
}

/** The comment stands between a key and the first of what is nested under it, further in than that key. */
const isBelow = (after: Slot, before: Slot | undefined, column: number, text: string): boolean =>
  before !== undefined &&
  after.container.length > before.container.length &&
  column > before.start - (text.lastIndexOf('\n', before.start - 1) + 1)
