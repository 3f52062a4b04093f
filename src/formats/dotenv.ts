import { maxTokens, tooLong, tooMany } from './limits.ts'
import type { Comment, Entry, Problem, ScalarNode, TextRange, Tree } from './tree.ts'

const assignment = /([ \t]*(?:export[ \t]+)?)([A-Za-z_][\w.-]*)[ \t]*=[ \t]*/y

// A quote that is not closed within this many characters is an ordinary character; private keys are far shorter.
const longestQuoted = 65_536

/** Reads `KEY=value` lines as dotenv does: `export`, comments, quoted values over several lines. One flat map. */
export const parseDotenv = (text: string): Tree => {
  const refusal = tooLong(text)
  if (refusal !== undefined) return refusal
  const entries: Entry[] = []
  const problems: Problem[] = []
  const comments: Comment[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    const end = endOfLine(text, at)
    const line = text.slice(at, end)
    const entry = entryAt(text, at, end)
    if (entry !== undefined) entries.push(entry)
    else if (/^\s*#/.test(line)) comments.push(commentAt(text, at + line.indexOf('#'), end))
    else if (line.trim() !== '') problems.push({ message: 'neither KEY=value nor a comment', start: at, end })
    at = endOfLine(text, Math.max(end, entry?.value.end ?? 0)) + 1
    if (entries.length + problems.length > maxTokens) {
      problems.push({ message: tooMany, start: at, end: text.length })
      break
    }
  }
  return { documents: [{ kind: 'map', start: 0, end: text.length, entries }], problems, comments }
}

const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

const commentAt = (text: string, start: number, end: number): Comment => ({
  start,
  end,
  text: text.slice(start + 1, end),
})

const entryAt = (text: string, at: number, end: number): Entry | undefined => {
  assignment.lastIndex = at
  const match = assignment.exec(text)
  const [, before = '', key] = match ?? []
  if (key === undefined) return undefined
  const keyStart = at + before.length
  return { key, keyStart, keyEnd: keyStart + key.length, value: valueAt(text, assignment.lastIndex, end) }
}

const valueAt = (text: string, start: number, lineEnd: number): ScalarNode => {
  const closing = closingQuote(text, start)
  if (closing === undefined) return plainValue(text, start, lineEnd)
  const raw = text.slice(start + 1, closing)
  const value = text[start] === '"' ? unescaped(raw) : raw
  return { kind: 'scalar', start: start + 1, end: closing, value, quoted: true }
}

/** Where the quote that opens at `start` closes; undefined when none opens or it never closes. */
const closingQuote = (text: string, start: number): number | undefined => {
  const quote = text[start]
  if (quote !== '"' && quote !== "'") return undefined
  const end = Math.min(text.length, start + longestQuoted)
  for (let at = start + 1; at < end; at++) {
    if (text[at] === quote) return at
    if (text[at] === '\\' && quote === '"') at++
  }
  return undefined
}

const plainValue = (text: string, start: number, lineEnd: number): ScalarNode => {
  const line = text.slice(start, lineEnd)
  const { end } = withoutComment(line)
  const value = line.slice(0, end)
  return { kind: 'scalar', start, end: start + end, value, quoted: false }
}

/** Half-open range of a one-line value before an inline comment (`#` after white space) and trailing white space. */
export const withoutComment = (line: string, marks = '#'): TextRange => {
  for (let at = 0; at < line.length; at++) {
    const before = line[at - 1]
    if (marks.includes(line[at] ?? '') && (before === undefined || before === ' ' || before === '\t'))
      return { start: 0, end: line.slice(0, at).trimEnd().length }
  }
  return { start: 0, end: line.trimEnd().length }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const unescaped = (raw: string): string =>
  raw.replace(/\\(.)/gs, (_, character: string) => escapes[character] ?? character)
