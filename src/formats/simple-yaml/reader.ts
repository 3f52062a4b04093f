import type { Comment, Tree, TreeNode } from '../tree.ts'
import { blockAt } from './block.ts'
import { type Frame, Frames } from './frames.ts'
import { giveUp, notSimple } from './not-simple.ts'
import { quotedAt } from './quoted.ts'
import { beginsPlain, scalarAt } from './scalar.ts'

/** UTF-16 code units; the tokens of such a text are far fewer than the limit. */
const longest = 400_000

// Tabs, carriage returns and byte order marks mean something of their own, other control characters are markers of the package.
const strange = /[\0-\x09\x0B-\x1F\x7F\uFEFF]/

/** A longer key is an error of the syntax. */
const longestKey = 1000

/**
 * Reads the regular part of YAML, which sops writes and most people: block mappings and lists, scalars on one line,
 * blocks of lines, comments. Undefined for a text with anything else. What is answered is what the package would answer.
 */
export const readSimpleYaml = (text: string): Tree | undefined => {
  if (text.length > longest || strange.test(text)) return undefined
  try {
    return new Reader(text).tree()
  } catch (error) {
    if (error === notSimple) return undefined
    throw error
  }
}

class Reader {
  readonly #text: string
  readonly #documents: TreeNode[] = []
  readonly #comments: Comment[] = []
  readonly #frames = new Frames()

  constructor(text: string) {
    this.#text = text
  }

  tree(): Tree {
    for (let at = 0; at < this.#text.length; ) at = this.#line(at)
    this.#documents.push(this.#frames.closeAll())
    return { documents: this.#documents, problems: [], comments: this.#comments, marks: [] }
  }

  /** Reads the line that begins here, with the further lines of a block; answers where the text goes on. */
  #line(start: number): number {
    const at = this.#past(start)
    const lineEnd = this.#lineEnd(at)
    if (at === lineEnd) return this.#blankLine(start, lineEnd)
    if (this.#text[at] === '#') return this.#commentLine(at, at - start, lineEnd)
    if (at === start && this.#text.startsWith('---', at)) return this.#marker(at, lineEnd)
    return this.#content(at, at - start, lineEnd)
  }

  #blankLine(start: number, lineEnd: number): number {
    if (start !== lineEnd) return giveUp()
    const next = this.#after(lineEnd)
    this.#frames.top?.blank(next)
    return next
  }

  #commentLine(at: number, indent: number, lineEnd: number): number {
    this.#note(at, lineEnd)
    const next = this.#after(lineEnd)
    this.#frames.top?.comment(indent, next)
    return next
  }

  /** `---` ends a document and begins one; one without content is left to the package. */
  #marker(at: number, lineEnd: number): number {
    if (lineEnd !== at + 3) return giveUp()
    if (this.#frames.top !== undefined) this.#documents.push(this.#frames.closeAll())
    else if (this.#marked) return giveUp()
    this.#marked = true
    return this.#after(lineEnd)
  }

  #marked = false

  #content(at: number, indent: number, lineEnd: number): number {
    const isList = this.#isItem(at, lineEnd)
    const { top } = this.#frames
    if (top === undefined) {
      if (indent > 0) return giveUp()
      this.#frames.open(isList, indent, at)
    } else {
      if (indent > 0) top.blank(at)
      this.#frames.settle(isList, indent, at)
    }
    return isList ? this.#item(at, indent, lineEnd) : this.#entry(at, lineEnd)
  }

  #isItem(at: number, lineEnd: number): boolean {
    return this.#text[at] === '-' && (at + 1 === lineEnd || this.#text[at + 1] === ' ')
  }

  /** What follows a dash may be an item of an inner list, or the first key of a map. */
  #item(dash: number, indent: number, lineEnd: number): number {
    const at = this.#past(dash + 1)
    if (at === lineEnd) return giveUp()
    const column = indent + at - dash
    if (this.#isItem(at, lineEnd)) {
      this.#frames.open(true, column, at)
      return this.#item(at, column, lineEnd)
    }
    if (this.#colonOf(at, lineEnd) === undefined) return this.#value(at, lineEnd)
    this.#frames.open(false, column, at)
    return this.#entry(at, lineEnd)
  }

  #entry(start: number, lineEnd: number): number {
    const colon = this.#colonOf(start, lineEnd) ?? giveUp()
    if (colon.at - start > longestKey) return giveUp()
    const at = this.#past(colon.at + 1)
    const commented = this.#text[at] === '#'
    this.#top.pending = { key: colon.key, keyStart: start, keyEnd: colon.at, at, commented }
    if (commented) this.#note(at, lineEnd)
    return commented || at === lineEnd ? this.#after(lineEnd) : this.#value(at, lineEnd)
  }

  /** The key that begins here, and its colon; undefined where there is none. */
  #colonOf(start: number, lineEnd: number): { key: string; at: number } | undefined {
    const first = this.#text[start]
    if (first !== '"' && first !== "'") return this.#plainKey(start, lineEnd)
    const { value, end } = quotedAt(this.#text, start, lineEnd)
    const isKey = this.#text[end] === ':' && (end + 1 === lineEnd || this.#text[end + 1] === ' ')
    return isKey ? { key: value, at: end } : undefined
  }

  #plainKey(start: number, lineEnd: number): { key: string; at: number } | undefined {
    if (!beginsPlain(this.#text, start, lineEnd)) return undefined
    const line = this.#text.slice(start, lineEnd)
    const inner = line.indexOf(': ')
    const length = inner === -1 && line.endsWith(':') ? line.length - 1 : inner
    const key = line.slice(0, Math.max(0, length))
    if (length === -1 || key.includes(' #')) return undefined
    return key.endsWith(' ') ? giveUp() : { key, at: start + length }
  }

  #value(at: number, lineEnd: number): number {
    if (this.#text[at] === '|' || this.#text[at] === '>') {
      const node = blockAt(this.#text, at, lineEnd, this.#top.indent)
      this.#top.add(node, node.end, false)
      return node.end
    }
    const node = scalarAt(this.#text, at, lineEnd)
    const next = this.#restOf(node.end, lineEnd)
    this.#top.add(node, next, true)
    return next
  }

  /** Goes past blanks and a comment to the next line. */
  #restOf(end: number, lineEnd: number): number {
    const at = this.#past(end)
    if (at === lineEnd) return this.#after(lineEnd)
    if (at === end || this.#text[at] !== '#') return giveUp()
    this.#note(at, lineEnd)
    return this.#after(lineEnd)
  }

  get #top(): Frame {
    return this.#frames.top ?? giveUp()
  }

  #note(start: number, end: number): void {
    this.#comments.push({ start, end, text: this.#text.slice(start + 1, end) })
  }

  #past(start: number): number {
    let at = start
    while (this.#text[at] === ' ') at++
    return at
  }

  #lineEnd(at: number): number {
    const end = this.#text.indexOf('\n', at)
    return end === -1 ? this.#text.length : end
  }

  #after(lineEnd: number): number {
    return Math.min(lineEnd + 1, this.#text.length)
  }
}
