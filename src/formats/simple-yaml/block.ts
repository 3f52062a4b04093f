import type { TreeNode } from '../tree.ts'
import { giveUp } from './not-simple.ts'

/** How the lines become a value, by what stands above them. */
const styles: ReadonlyMap<string, (lines: readonly string[]) => string> = new Map([
  ['|', (lines) => `${lines.join('\n')}\n`],
  ['|-', (lines) => lines.join('\n')],
  ['>', (lines) => `${folded(lines)}\n`],
  ['>-', (lines) => folded(lines)],
])

/** Blank lines and deeper ones are not folded, nor those beside them. */
const folded = (lines: readonly string[]): string =>
  lines.some((line) => line === '' || line.startsWith(' ')) ? giveUp() : lines.join(' ')

/** Reads a block scalar, whose lines are indented deeper than `indent`; the answer ends with the last of them. */
export const blockAt = (text: string, start: number, lineEnd: number, indent: number): TreeNode => {
  const style = styles.get(text.slice(start, lineEnd))
  if (style === undefined || lineEnd === text.length) return giveUp()
  const { lines, end } = linesFrom(text, lineEnd + 1, indent)
  return { kind: 'scalar', start, end, value: style(lines), quoted: true }
}

const linesFrom = (text: string, from: number, indent: number): { lines: readonly string[]; end: number } => {
  const depth = blanksAt(text, from)
  if (depth <= indent || text[from + depth] === '\n') return giveUp()
  const lines: string[] = []
  let [end, known] = [from, 0]
  for (let at = from; at < text.length; ) {
    const lineEnd = text.indexOf('\n', at)
    if (lineEnd === at) lines.push('')
    else {
      const blanks = blanksAt(text, at)
      if (lineEnd === at + blanks) return giveUp()
      if (blanks < depth) break
      if (lineEnd === -1) return giveUp()
      lines.push(text.slice(at + depth, lineEnd))
      end = lineEnd + 1
      known = lines.length
    }
    at = lineEnd + 1
  }
  return { lines: lines.slice(0, known), end }
}

const blanksAt = (text: string, at: number): number => {
  let end = at
  while (text[end] === ' ') end++
  return end - at
}
