import type { ScalarNode, TextRange } from '../../formats/tree.ts'
import { MappedText } from './mapped-text.ts'

/** The value of a YAML scalar as text, with the place in the file of each character. */
export const scalarText = (file: string, { start, end }: ScalarNode): MappedText => {
  const result = new MappedText()
  switch (file[start]) {
    case '|':
    case '>':
      readBlock(file, { start, end }, result)
      break
    case '"':
      readFlow(file, { start: start + 1, end: end - 1 }, doubleEscape, result)
      break
    case "'":
      readFlow(file, { start: start + 1, end: end - 1 }, singleEscape, result)
      break
    default:
      readFlow(file, { start, end }, noEscape, result)
  }
  return result
}

function* linesOf(file: string, { start, end }: TextRange): Generator<TextRange> {
  for (let at = start; at < end; ) {
    const newline = file.indexOf('\n', at)
    const lineEnd = newline === -1 || newline >= end ? end : newline
    yield { start: at, end: lineEnd }
    at = lineEnd + 1
  }
}

const indentOf = (file: string, { start, end }: TextRange): number => {
  let at = start
  while (at < end && file[at] === ' ') at++
  return at - start
}

const isBlank = (file: string, line: TextRange): boolean => file.slice(line.start, line.end).trim() === ''

/** `|` and `>` with their header line. */
const readBlock = (file: string, { start, end }: TextRange, result: MappedText): void => {
  const header = file.indexOf('\n', start)
  if (header === -1 || header >= end) return
  const folded = file[start] === '>'
  const lines = [...linesOf(file, { start: header + 1, end })]
  const indent = blockIndent(file, lines, /\d/.test(file.slice(start, header).split('#', 1)[0] ?? ''))
  for (const [index, line] of lines.entries()) {
    const from = Math.min(line.start + indent, line.end)
    const to = file[line.end - 1] === '\r' ? Math.max(from, line.end - 1) : line.end
    result.append(file.slice(from, to), { start: from, end: to })
    const broken = folded ? foldedInBlock(file, lines, index, indent) : '\n'
    result.append(broken, { start: line.end, end: line.end + 1 })
  }
}

/** Between lines at the indent a break is a blank, and the first of several is none; deeper lines keep theirs. */
const foldedInBlock = (file: string, lines: readonly TextRange[], index: number, indent: number): string => {
  if (!isLevel(file, lines[index], indent)) return '\n'
  let next = index + 1
  for (let line = lines[next]; line !== undefined && isBlank(file, line); line = lines[next]) next++
  if (!isLevel(file, lines[next], indent)) return '\n'
  return next === index + 1 ? ' ' : ''
}

const isLevel = (file: string, line: TextRange | undefined, indent: number): boolean =>
  line !== undefined && !isBlank(file, line) && indentOf(file, line) === indent

const blockIndent = (file: string, lines: readonly TextRange[], explicit: boolean): number => {
  const filled = lines.filter((line) => !isBlank(file, line))
  const [first] = filled
  if (first === undefined) return 0
  if (!explicit) return indentOf(file, first)
  return filled.reduce((least, line) => Math.min(least, indentOf(file, line)), Number.POSITIVE_INFINITY)
}

const noEscape = /(?!)/y
const singleEscape = /''/y
const doubleEscape = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|\r?\n[ \t]*|[\s\S])/y

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
  ['e', '\u001b'],
])

const unescaped = (written: string): string => {
  if (written === "''") return "'"
  const body = written.slice(1)
  if (/^[xuU][\da-fA-F]{2}/.test(body)) {
    const code = Number.parseInt(body.slice(1), 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : ' '
  }
  if (/^\r?\n/.test(body)) return ''
  return simpleEscapes.get(body) ?? body
}

const lineBreak = /[ \t]*\r?\n\s*/y
const plainRun = /[^\\'\s]+/y

/** Plain and quoted scalars, whose line breaks are folded. */
const readFlow = (file: string, { start, end }: TextRange, escapes: RegExp, result: MappedText): void => {
  for (let at = start; at < end; ) {
    const taken = (pattern: RegExp): string | undefined => {
      pattern.lastIndex = at
      return pattern.exec(file)?.[0].slice(0, end - at)
    }
    const found = taken(plainRun)
    const escaped = found === undefined ? taken(escapes) : undefined
    const broken = found === undefined && escaped === undefined ? taken(lineBreak) : undefined
    const source = found ?? escaped ?? broken ?? file[at] ?? ''
    const text = escaped !== undefined ? unescaped(escaped) : broken !== undefined ? foldedBreak(broken) : source
    result.append(text, { start: at, end: at + source.length })
    at += Math.max(1, source.length)
  }
}

const foldedBreak = (source: string): string => {
  const breaks = source.split('\n').length - 1
  return breaks > 1 ? '\n'.repeat(breaks - 1) : ' '
}
