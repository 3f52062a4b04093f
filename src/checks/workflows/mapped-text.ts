import type { TextRange } from '../../formats/tree.ts'

interface Piece {
  /** Where it begins in the text. */
  readonly at: number
  readonly length: number
  readonly source: TextRange
}

/** A text made of pieces of another one, which knows where each of its characters came from. */
export class MappedText {
  readonly #pieces: Piece[] = []
  readonly #strings: string[] = []
  #length = 0
  #text: string | undefined

  get text(): string {
    this.#text ??= this.#strings.join('')
    return this.#text
  }

  /** A piece that stands for `source`: character for character where both are of the same length, else as a whole. */
  append(text: string, source: TextRange): void {
    if (text === '') return
    this.#pieces.push({ at: this.#length, length: text.length, source })
    this.#strings.push(text)
    this.#length += text.length
    this.#text = undefined
  }

  /** Where a range of this text stands in the source. */
  sourceOf({ start, end }: TextRange): TextRange {
    const from = this.#place(start, 'start')
    return end > start ? { start: from, end: this.#place(end - 1, 'end') } : { start: from, end: from }
  }

  #place(offset: number, side: 'start' | 'end'): number {
    const piece = this.#pieceAt(offset)
    if (piece === undefined) return 0
    const { source, at, length } = piece
    if (source.end - source.start !== length) return source[side]
    return source.start + Math.min(offset - at, length) + (side === 'end' ? 1 : 0)
  }

  #pieceAt(offset: number): Piece | undefined {
    let low = 0
    let high = this.#pieces.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#pieces[middle]?.at ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return this.#pieces[low]
  }
}
