import { maxTokens, tooLong, tooMany } from '../../formats/limits.ts'
import type { Comment, Entry, Problem, Tree } from '../../formats/tree.ts'

/**
 * Reads dotenv as SOPS does, which is not how a shell does: no quotes, no trimming, the first `=` of a line divides it,
 * and a carriage return belongs to the value (getsops/sops, stores/dotenv).
 */
export const readDotenv = (text: string): Tree => {
  const refusal = tooLong(text)
  if (refusal !== undefined) return refusal
  const entries: Entry[] = []
  const problems: Problem[] = []
  const comments: Comment[] = []
  let lines = 0
  for (let start = 0; start < text.length; start = endOfLine(text, start) + 1) {
    const end = endOfLine(text, start)
    if (++lines > maxTokens) {
      problems.push({ message: tooMany, start, end: text.length })
      break
    }
    if (end === start) continue
    const split = text.slice(start, end).indexOf('=')
    if (text[start] === '#') comments.push({ start, end, text: text.slice(start + 1, end) })
    else if (split === -1) problems.push(noAssignment(text, start, end))
    else entries.push(assignment(text, start, start + split, end))
  }
  return {
    documents: [{ kind: 'map', start: 0, end: text.length, entries }],
    problems: problems.filter((problem) => problem.end > problem.start),
    comments,
  }
}

const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

/** A lone carriage return is nothing that could be lost, so it is no problem to report. */
const noAssignment = (text: string, start: number, end: number): Problem => ({
  message: 'a line without "="',
  start,
  end: text.slice(start, end).trim() === '' ? start : end,
})

const assignment = (text: string, start: number, split: number, lineEnd: number): Entry => {
  const end = endOfValue(text, split + 1, lineEnd)
  return {
    key: text.slice(start, split),
    keyStart: start,
    keyEnd: split,
    value: {
      kind: 'scalar',
      start: split + 1,
      end,
      value: text.slice(split + 1, end).replaceAll('\\n', '\n'),
      quoted: true,
    },
  }
}

/** Of ciphertext and of metadata SOPS means no carriage return; that one follows is a finding of its own. */
const endOfValue = (text: string, start: number, lineEnd: number): number => {
  if (text[lineEnd - 1] !== '\r') return lineEnd
  const ciphertext = text.startsWith('ENC[', start) && text.startsWith(']\r', lineEnd - 2)
  return ciphertext || isMetadata(text, start) ? lineEnd - 1 : lineEnd
}

const isMetadata = (text: string, valueStart: number): boolean =>
  text.startsWith('sops_', text.lastIndexOf('\n', valueStart - 1) + 1)
