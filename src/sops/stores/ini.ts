import { maxTokens, tooLong, tooMany } from '../../formats/limits.ts'
import type { Comment, Entry, Problem, ScalarNode, TextRange, Tree } from '../../formats/tree.ts'

interface Section {
  readonly key: string
  readonly keyStart: number
  readonly start: number
  readonly entries: Entry[]
}

/**
 * Reads INI as the library of SOPS does (gopkg.in/ini.v1): `=` or `:`, values between `"""` or backticks over several
 * lines, a backslash that continues a line, comments that begin anywhere in a bare value. Keys before the first section
 * belong to the section `DEFAULT`. Sections and keys that are repeated stand beside each other.
 */
export const readIni = (text: string): Tree => tooLong(text) ?? new Reader(text).tree()

class Reader {
  readonly #text: string
  readonly #sections: Section[] = [{ key: 'DEFAULT', keyStart: 0, start: 0, entries: [] }]
  readonly #problems: Problem[] = []
  readonly #comments: Comment[] = []
  readonly #unclosed = new Set<string>()

  constructor(text: string) {
    this.#text = text
  }

  tree(): Tree {
    let at = this.#text.startsWith('\uFEFF') ? 1 : 0
    let lines = 0
    while (at < this.#text.length) {
      if (++lines > maxTokens) {
        this.#problems.push({ message: tooMany, start: at, end: this.#text.length })
        break
      }
      at = this.#line(at)
    }
    const sections = this.#sections.filter(({ key, entries }, index) => index > 0 || entries.length > 0 || key === '')
    return {
      documents: [{ kind: 'map', start: 0, end: this.#text.length, entries: sections.map(sectionEntry) }],
      problems: this.#problems,
      comments: this.#comments,
    }
  }

  /** Reads what begins on the line at an offset; answers where the next line begins. */
  #line(at: number): number {
    const end = endOfLine(this.#text, at)
    const line = this.#text.slice(at, end)
    const content = line.trim()
    const start = at + (line.length - line.trimStart().length)
    if (content === '') return end + 1
    if (/^[#;]/.test(content)) this.#comment(start, start + content.length)
    else if (content.startsWith('[')) this.#open(start, content)
    else return this.#assignment(start, content)
    return end + 1
  }

  #comment(start: number, end: number): void {
    this.#comments.push({ start, end, text: this.#text.slice(start + 1, end).replace(/^ /, '') })
  }

  #open(start: number, content: string): void {
    const close = content.lastIndexOf(']')
    if (close < 0) {
      this.#problems.push({ message: 'a section that is not closed', start, end: start + content.length })
      return
    }
    const key = content.slice(1, close)
    this.#sections.push({ key, keyStart: start + 1, start: start + close + 1, entries: [] })
    const after = content.slice(close + 1).search(/[#;]/)
    if (after !== -1) this.#comment(start + close + 1 + after, start + content.length)
  }

  #assignment(start: number, content: string): number {
    const split = content.search(/[=:]/)
    if (split === -1) {
      this.#problems.push({ message: 'neither a section nor an assignment', start, end: start + content.length })
      return endOfLine(this.#text, start) + 1
    }
    const key = content.slice(0, split).trimEnd()
    const value = this.#value(start + split + 1)
    this.#sections.at(-1)?.entries.push({ key: unquoted(key), keyStart: start, keyEnd: start + key.length, value })
    return endOfLine(this.#text, value.end) + 1
  }

  #value(from: number): ScalarNode {
    const start = from + blanks(this.#text, from)
    const fence = fences.find((mark) => this.#text.startsWith(mark, start))
    const close = fence === undefined ? -1 : this.#closing(fence, start + fence.length)
    if (fence === undefined || close === -1) return this.#bare(start)
    const end = close + fence.length
    const rest = endOfLine(this.#text, end)
    // What follows the closing mark is read by nobody, so it stays a part of the value, which then is no ciphertext.
    const tail = this.#text.slice(end, rest).trim()
    const value = this.#text.slice(start + fence.length, close)
    return scalar({ start, end: tail === '' ? end : rest }, tail === '' ? value : value + tail)
  }

  /** Where a fence closes. One that closes nowhere is looked for once. */
  #closing(fence: string, from: number): number {
    if (this.#unclosed.has(fence)) return -1
    const close = this.#text.indexOf(fence, from)
    if (close === -1) this.#unclosed.add(fence)
    return close
  }

  #bare(start: number): ScalarNode {
    let end = endOfLine(this.#text, start)
    for (let from = start; end < this.#text.length && continues(this.#text.slice(from, end)); ) {
      from = end + 1
      end = endOfLine(this.#text, from)
    }
    const line = this.#text.slice(start, end)
    const mark = line.search(/[#;]/)
    if (mark !== -1) this.#comment(start + mark, start + line.trimEnd().length)
    const written = (mark === -1 ? line : line.slice(0, mark)).trimEnd()
    return scalar({ start, end: start + written.length }, unquoted(written))
  }
}

const fences = ['"""', '`']

const continues = (line: string): boolean => line.trimEnd().endsWith('\\')

const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

/** How many spaces and tabs stand at an offset. */
const blanks = (text: string, from: number): number => {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at++
  return at - from
}

const unquoted = (written: string): string =>
  written.length > 1 && /^["'`]/.test(written) && written.endsWith(written[0] ?? '') ? written.slice(1, -1) : written

const scalar = (range: TextRange, value: string): ScalarNode => ({
  kind: 'scalar',
  ...range,
  value: value.replaceAll('\\n', '\n'),
  quoted: true,
})

const sectionEntry = ({ key, keyStart, start, entries }: Section): Entry => ({
  key,
  keyStart,
  keyEnd: keyStart + key.length,
  value: { kind: 'map', start, end: entries.at(-1)?.value.end ?? start, entries },
})
