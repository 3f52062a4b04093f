import { withoutComment } from './dotenv.ts'
import { maxTokens, tooLong, tooMany } from './limits.ts'
import type { Comment, Entry, Problem, ScalarNode, Tree } from './tree.ts'

interface Section {
  readonly key: string
  readonly keyStart: number
  readonly start: number
  readonly entries: Entry[]
}

/**
 * Reads INI as git, AWS and MySQL write it: `[section]`, `key = value` or `key: value`, keys without a value, comments
 * that begin with `;` or `#`. A map of sections; keys before the first section stand beside the sections.
 */
export const parseIni = (text: string): Tree => {
  const refusal = tooLong(text)
  return refusal ?? new Reader(text).tree()
}

class Reader {
  readonly #text: string
  readonly #entries: Entry[] = []
  readonly #sections: Section[] = []
  readonly #problems: Problem[] = []
  readonly #comments: Comment[] = []
  #lines = 0

  constructor(text: string) {
    this.#text = text
  }

  tree(): Tree {
    const text = this.#text
    let at = text.startsWith('\uFEFF') ? 1 : 0
    while (at < text.length) {
      const newline = text.indexOf('\n', at)
      const end = newline < 0 ? text.length : newline
      this.#line(at, text.slice(at, end).trimEnd())
      at = end + 1
      if (++this.#lines > maxTokens) {
        this.#problems.push({ message: tooMany, start: at, end: text.length })
        break
      }
    }
    const entries = [...this.#entries, ...this.#sections.map(sectionEntry)]
    return {
      documents: [{ kind: 'map', start: 0, end: text.length, entries }],
      problems: this.#problems,
      comments: this.#comments,
    }
  }

  #line(lineStart: number, line: string): void {
    const indent = line.length - line.trimStart().length
    const start = lineStart + indent
    const content = line.slice(indent)
    if (content === '') return
    if (content.startsWith(';') || content.startsWith('#'))
      this.#comments.push({ start, end: start + content.length, text: content.slice(1) })
    else if (content.startsWith('[')) this.#open(start, content)
    else this.#keep(keyLine(start, content))
  }

  #open(start: number, content: string): void {
    const close = content.indexOf(']')
    if (close < 0) {
      this.#problems.push({ message: 'a section that is not closed', start, end: start + content.length })
      return
    }
    const key = content.slice(1, close).trim()
    const keyStart = start + content.indexOf(key, 1)
    this.#sections.push({ key, keyStart, start: start + close + 1, entries: [] })
  }

  #keep(entry: Entry): void {
    const entries = this.#sections.at(-1)?.entries ?? this.#entries
    entries.push(entry)
  }
}

const sectionEntry = ({ key, keyStart, start, entries }: Section): Entry => ({
  key,
  keyStart,
  keyEnd: keyStart + key.length,
  value: { kind: 'map', start, end: entries.at(-1)?.value.end ?? start, entries },
})

const keyLine = (start: number, content: string): Entry => {
  const split = content.search(/[=:]/)
  const key = (split < 0 ? content : content.slice(0, split)).trimEnd()
  return { key, keyStart: start, keyEnd: start + key.length, value: valueAfter(start, content, split) }
}

const valueAfter = (start: number, content: string, split: number): ScalarNode => {
  const end = start + content.length
  if (split < 0) return { kind: 'scalar', start: end, end, value: null, quoted: false }
  const rest = content.slice(split + 1)
  const from = start + split + 1 + (rest.length - rest.trimStart().length)
  const raw = rest.trimStart()
  const quote = raw[0]
  const close = quote === '"' || quote === "'" ? raw.indexOf(quote, 1) : -1
  if (close > 0) return { kind: 'scalar', start: from + 1, end: from + close, value: raw.slice(1, close), quoted: true }
  const length = withoutComment(raw, ';#').end
  return { kind: 'scalar', start: from, end: from + length, value: raw.slice(0, length), quoted: false }
}
