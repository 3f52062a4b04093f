import { filler } from '../script-text.ts'
import type { Run } from './piece.ts'

/** An instruction: what follows its name, without continuations and the comments between them, and its heredocs. */
export interface Instruction {
  /** In capitals: `RUN`; of `ONBUILD RUN` the inner one. */
  readonly name: string
  readonly args: Run
  readonly bodies: readonly Body[]
  /** From its arguments to the end of its heredocs. */
  readonly whole: Run
}

export interface Body extends Run {
  readonly delimiter: string
}

/** The instructions of a Dockerfile in order. */
export const instructionsIn = (text: string): readonly Instruction[] => new Reader(text).instructions()

const escapeDirective = /^(?:#[ \t]*\w+[ \t]*=[^\n]*\n)*?#[ \t]*escape[ \t]*=[ \t]*([\\`])[ \t]*\r?(?:\n|$)/i
const instruction = /^([ \t]*(?:ONBUILD[ \t]+)?([A-Z]+)[ \t]+)/i
const heredocs = /(?<![^\s])\d*<<(-?)(["']?)([A-Za-z_][\w.-]*)\2(?!\S)/g

// Longer first lines hold no heredoc that is looked for.
const longestLine = 100_000

class Reader {
  readonly #lines: readonly string[]
  readonly #offsets: readonly number[]
  readonly #escape: string
  /** The last line that consists of a word, by the word: no heredoc is looked for that nothing ends. */
  readonly #lastLineOf = new Map<string, number>()
  #at = 0

  constructor(text: string) {
    this.#lines = text.split('\n')
    this.#escape = escapeDirective.exec(text)?.[1] ?? '\\'
    const offsets: number[] = []
    let offset = 0
    for (const [index, line] of this.#lines.entries()) {
      offsets.push(offset)
      offset += line.length + 1
      if (line.length < 200) this.#lastLineOf.set(line.trim(), index)
    }
    this.#offsets = offsets
  }

  instructions(): readonly Instruction[] {
    const found: Instruction[] = []
    while (this.#at < this.#lines.length) {
      const line = this.#lines[this.#at] ?? ''
      const [, prefix = '', name = ''] = isComment(line) ? [] : (instruction.exec(line) ?? [])
      if (name === '') this.#at++
      else found.push(this.#instruction(name.toUpperCase(), prefix.length))
    }
    return found
  }

  #instruction(name: string, skipped: number): Instruction {
    const start = (this.#offsets[this.#at] ?? 0) + skipped
    const args = { start, text: this.#logicalLine(skipped) }
    const takesHeredocs = name === 'RUN' || name === 'COPY' || name === 'ADD'
    const bodies = takesHeredocs && args.text.includes('<<') ? this.#bodies(args.text) : []
    const lines = bodies.map(({ text, delimiter }) => `\n${text}${delimiter}`)
    return { name, args, bodies, whole: { start, text: args.text + lines.join('') } }
  }

  /** The lines up to the first that is not continued. */
  #logicalLine(skipped: number): string {
    const parts: string[] = []
    let from = skipped
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = (this.#lines[this.#at] ?? '').slice(from)
      const between = parts.length > 0 && (isComment(line) || line.trim() === '')
      const sign = this.#continuation(line)
      from = 0
      if (between) parts.push(filler.repeat(line.length + 1))
      else if (sign >= 0) parts.push(line.slice(0, sign) + filler.repeat(line.length + 1 - sign))
      else {
        parts.push(line)
        this.#at++
        break
      }
    }
    return parts.join('')
  }

  /** Where the sign stands that continues a line; -1 without one. */
  #continuation(line: string): number {
    const end = line.trimEnd()
    return end.endsWith(this.#escape) ? end.length - 1 : -1
  }

  #bodies(args: string): readonly Body[] {
    const bodies: Body[] = []
    for (const [, tabs = '', , delimiter = ''] of args
      .slice(0, longestLine)
      .replaceAll(filler, ' ')
      .matchAll(heredocs)) {
      const body = this.#body(delimiter, tabs === '-')
      if (body !== undefined) bodies.push(body)
    }
    return bodies
  }

  #body(delimiter: string, tabs: boolean): Body | undefined {
    if ((this.#lastLineOf.get(delimiter) ?? -1) < this.#at) return undefined
    const from = this.#at
    for (let at = from; at < this.#lines.length; at++) {
      const line = (this.#lines[at] ?? '').replace(/\r$/, '')
      if ((tabs ? line.replace(/^\t+/, '') : line) !== delimiter) continue
      this.#at = at + 1
      const text = this.#lines.slice(from, at).map((each) => `${each}\n`)
      return { start: this.#offsets[from] ?? 0, text: text.join(''), delimiter: this.#lines[at] ?? '' }
    }
    return undefined
  }
}

const isComment = (line: string): boolean => /^\s*#/.test(line)
