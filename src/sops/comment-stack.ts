import type { Comment, TextRange } from '../formats/tree.ts'

/**
 * Which comments SOPS would weigh for a value: the run since the previous sibling, and what stands on the lines of the
 * key and of a one-line value. Its YAML library attaches comments by other means, so this is a close guess from the text.
 */
export class CommentRuns {
  readonly #comments: readonly Comment[]
  readonly #text: string
  /** The line that was looked for last: many values may stand on one. */
  #line: TextRange = { start: 0, end: -1 }

  constructor(comments: readonly Comment[], text: string) {
    this.#comments = comments
    this.#text = text
  }

  /** The run of a value whose key ends at `keyEnd` and whose previous sibling's lines end at `after`. */
  run(after: number, keyEnd: number, value: TextRange): readonly string[] {
    if (this.#comments.length === 0) return []
    const multiLine = this.lineEnd(keyEnd) < value.end
    const until = this.lineEnd(multiLine ? keyEnd : value.end)
    return this.between(after, until)
  }

  /** What begins in a half-open range. */
  between(start: number, end: number): readonly string[] {
    return this.#comments.slice(this.#firstFrom(start), this.#firstFrom(end)).map((comment) => comment.text)
  }

  /** Where the line of `offset` ends; a block that ended with its own line break is already there. */
  lineEnd(offset: number): number {
    if (this.#comments.length === 0 || this.#text[offset - 1] === '\n') return offset
    if (offset >= this.#line.start && offset <= this.#line.end) return this.#line.end
    const end = this.#text.indexOf('\n', offset)
    this.#line = { start: offset, end: end === -1 ? this.#text.length : end }
    return this.#line.end
  }

  /** Index of the first comment at or after an offset. */
  #firstFrom(offset: number): number {
    let low = 0
    let high = this.#comments.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#comments[middle]?.start ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
