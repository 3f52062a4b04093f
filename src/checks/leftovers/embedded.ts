import type { Document } from '../../model/rule.ts'
import { jsonStrings } from './json-strings.ts'
import { swapLines } from './swap-lines.ts'

/** A line of content, one character per byte, and the byte at which it begins. */
export interface Line {
  readonly text: string
  readonly at: number
  /** Between it and the line before stands nothing but the end of that one. */
  readonly follows?: boolean
}

/** Lines that belong together and may be a file of their own: the body of a heredoc, a string of JSON. */
export interface Excerpt {
  readonly text: string
  /** How a file of it would be called. */
  readonly name: string
  /** The byte at which a character of it stood. */
  at(offset: number): number
}

/** Longer lines are no pairs that somebody typed. */
const longestLine = 4096

/** Texts within texts are read no deeper: a file in a string in a string. */
const deepest = 2

/** What in content of any kind may have been a file of keys and values. */
export function* excerptsOf({
  bytes,
  binary,
  slice,
}: Pick<Document, 'bytes' | 'binary' | 'slice'>): Generator<Excerpt> {
  const content = slice(0, bytes.length)
  const swapped = swapLines(bytes)
  // What lies beside a text in memory may read as one more line of it.
  if (binary && swapped === undefined) for (const run of runsOf(linesOf(content, 0, true))) yield* excerptsIn(run)
  yield* excerptsIn(swapped ?? linesOf(content, 0, binary))
  yield* withinStrings(content, 0, 1)
}

function* withinStrings(content: string, start: number, depth: number): Generator<Excerpt> {
  for (const { value, at } of jsonStrings(content)) {
    const place = start + at
    for (const excerpt of excerptsIn(linesOf(value, 0, false))) yield { ...excerpt, at: () => place }
    if (/^\s*[{[]/.test(value)) yield { text: value, name: 'excerpt.json', at: () => place }
    if (depth < deepest) for (const inner of withinStrings(value, 0, depth + 1)) yield { ...inner, at: () => place }
  }
}

function* linesOf(content: string, from: number, binary: boolean): Generator<Line> {
  // A shell's history continues a line behind a backslash (zsh).
  const ends = binary ? /[\0-\x08\x0a-\x1f\x7f-\xff]+/g : /\\?\r?\n/g
  let start = 0
  let follows = false
  for (const end of content.matchAll(ends)) {
    yield { text: content.slice(start, end.index), at: from + start, follows }
    start = end.index + end[0].length
    follows = /^[\r\n]+$/.test(end[0])
  }
  yield { text: content.slice(start), at: from + start, follows }
}

/** Lines that follow one another, with nothing else between them; a single one has neighbours enough. */
function* runsOf(lines: Iterable<Line>): Generator<readonly Line[]> {
  let run: Line[] = []
  for (const line of lines) {
    if (line.follows !== true) {
      if (run.length > 1) yield run
      run = []
    }
    run.push(line)
  }
  if (run.length > 1) yield run
}

const colon = /^[ \t]*(?:-[ \t]+)*["']?[\w./ -]{1,100}["']?[ \t]*:(?:[ \t]|$)/
const equals = /^[ \t]*(?:export[ \t]+|set[ \t]+(?:-\w+[ \t]+)*|\$env:)?[A-Za-z_][\w.]{0,100}[ \t]*=[ \t]*(?=\S)/
const between = /^[ \t]*(?:#.*|---.*|[{}[\],]*|- .*)$/

interface Group {
  readonly lines: Line[]
  gap: number
}

// Commands stand between the assignments of a history.
const widestGap = 20

/** Pairs with a colon that follow one another; assignments that stand close by. */
function* excerptsIn(lines: Iterable<Line>): Generator<Excerpt> {
  const pairs: Group = { lines: [], gap: 0 }
  const assignments: Group = { lines: [], gap: 0 }
  for (const line of lines) {
    const { text } = line
    const isShort = text.length <= longestLine
    if (isShort && colon.test(text)) pairs.lines.push(line)
    else if (isShort && pairs.lines.length > 0 && between.test(text)) pairs.lines.push(line)
    else yield* ended(pairs, 'excerpt.yaml')
    if (isShort && equals.test(text)) {
      assignments.lines.push(line)
      assignments.gap = 0
    } else if (++assignments.gap > widestGap) yield* ended(assignments, 'excerpt.env')
  }
  yield* ended(pairs, 'excerpt.yaml')
  yield* ended(assignments, 'excerpt.env')
}

function* ended({ lines }: Group, name: string): Generator<Excerpt> {
  if (lines.length > 0) yield excerptOf(lines.splice(0), name)
}

const excerptOf = (lines: readonly Line[], name: string): Excerpt => {
  const starts: number[] = []
  let length = 0
  for (const { text } of lines) {
    starts.push(length)
    length += text.length + 1
  }
  return {
    text: lines.map(({ text }) => text).join('\n'),
    name,
    at: (offset) => {
      const index = lastUpTo(starts, offset)
      return (lines[index]?.at ?? 0) + offset - (starts[index] ?? 0)
    },
  }
}

const lastUpTo = (starts: readonly number[], offset: number): number => {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return low
}
