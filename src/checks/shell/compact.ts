import type { TextRange } from '../../formats/tree.ts'
import { filler } from './script-text.ts'
import type { Dialect, Token } from './token.ts'
import { tokenise } from './tokens.ts'

/** The tokens of a part of a text in which {@link filler} stands for nothing; their offsets are those of the text. */
export const tokensOf = (text: string, dialect: Dialect, part: TextRange): readonly Token[] => {
  const piece = text.slice(part.start, part.end)
  if (!piece.includes(filler)) return tokenise(text, dialect, part)
  const { compact, offsets } = withoutFiller(piece)
  const tokens = tokenise(compact, dialect)
  move(tokens, part.start, offsets)
  return tokens
}

/** A text without filler, and where each of its characters stood. */
export const withoutFiller = (text: string): { readonly compact: string; readonly offsets: Uint32Array } => {
  const offsets = new Uint32Array(text.length)
  let count = 0
  for (let at = 0; at < text.length; at++) if (text[at] !== filler) offsets[count++] = at
  return { compact: text.replaceAll(filler, ''), offsets: offsets.subarray(0, count) }
}

/** Moves every range in a tree of tokens, whatever else their kinds hold. Depth is bounded by the tokeniser. */
const move = (tree: unknown, base: number, offsets: Uint32Array): void => {
  const seen = new WeakSet<object>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    for (const inner of Object.values(value)) visit(inner)
    if (isRange(value)) Object.assign(value, moved(value, base, offsets))
  }
  visit(tree)
}

const isRange = (value: object): value is TextRange =>
  'start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number'

/** Ends stand right behind the last character, so that no filler belongs to a word. */
const moved = ({ start, end }: TextRange, base: number, offsets: Uint32Array): TextRange => {
  const first = base + placeOf(start, offsets)
  return { start: first, end: end <= start ? first : base + placeOf(end - 1, offsets) + 1 }
}

const placeOf = (at: number, offsets: Uint32Array): number => offsets[at] ?? (offsets.at(-1) ?? -1) + 1
