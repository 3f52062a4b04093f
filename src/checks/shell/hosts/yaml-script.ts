import type { Entry, TreeNode } from '../../../formats/tree.ts'
import { filler } from '../script-text.ts'
import { folded, yamlQuoted } from './escapes.ts'
import type { Run } from './piece.ts'

/** The node itself, or what an alias stands for. */
export const resolved = (node: TreeNode | undefined): TreeNode | undefined =>
  node?.kind === 'alias' ? node.target : node

/** The entries of a map, and behind its own those that it merges: each map once, however often it is named. */
export const entriesOf = (node: TreeNode | undefined): readonly Entry[] => {
  const map = resolved(node)
  if (map?.kind !== 'map') return []
  if (!map.entries.some(isMerge)) return map.entries
  const entries: Entry[] = []
  const seen = new Set<TreeNode>()
  const waiting: TreeNode[] = [map]
  for (let at = 0; at < waiting.length; at++) {
    const next = resolved(waiting[at])
    if (next === undefined || seen.has(next)) continue
    seen.add(next)
    for (const item of next.kind === 'list' ? next.items : []) waiting.push(item)
    for (const entry of next.kind === 'map' ? next.entries : []) {
      entries.push(entry)
      if (isMerge(entry)) waiting.push(entry.value)
    }
  }
  return entries
}

const isMerge = ({ key }: Entry): boolean => key === '<<'

/** What stands at a path of keys. */
export const valueAt = (node: TreeNode | undefined, ...keys: readonly string[]): TreeNode | undefined => {
  let at = resolved(node)
  for (const name of keys) at = resolved(entriesOf(at).find(({ key }) => key === name)?.value)
  return at
}

export const itemsOf = (node: TreeNode | undefined): readonly TreeNode[] => {
  const list = resolved(node)
  return list?.kind === 'list' ? list.items : []
}

export const textAt = (node: TreeNode | undefined, ...keys: readonly string[]): string => {
  const found = valueAt(node, ...keys)
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : ''
}

// Lists in lists deeper than this are nobody's.
const mostLists = 10

/** A string as a run of shell, or the strings of a list and the lists in it. */
export const runsOf = (text: string, node: TreeNode | undefined, depth = 0): readonly Run[] => {
  const value = resolved(node)
  if (value === undefined || isReference(text, value) || depth > mostLists) return []
  if (value.kind === 'list') return value.items.flatMap((item) => runsOf(text, item, depth + 1))
  if (value.kind !== 'scalar' || typeof value.value !== 'string') return []
  return [runOf(text.slice(value.start, value.end), value.start, value.value)]
}

/** GitLab's `!reference [.job, script]` names other scripts, which are read where they stand. */
const isReference = (text: string, { start }: TreeNode): boolean =>
  text.startsWith('!reference', start) || /!reference\s*$/.test(text.slice(Math.max(0, start - 20), start))

/** A scalar in any style, with what is YAML's and not the shell's replaced. */
const runOf = (source: string, start: number, value: string): Run => {
  if (source.startsWith('|') || source.startsWith('>')) return blockRun(source, start, value)
  if (source.startsWith("'")) {
    const inner = source.slice(1, source.endsWith("'") ? -1 : undefined)
    return { start: start + 1, text: folded(inner).replaceAll("''", `${filler}'`) }
  }
  if (source.startsWith('"')) {
    const inner = source.slice(1, source.endsWith('"') ? -1 : undefined)
    return { start: start + 1, text: yamlQuoted(inner) }
  }
  return { start, text: folded(source) }
}

const blockRun = (source: string, start: number, value: string): Run => {
  const header = source.indexOf('\n') + 1
  if (header === 0) return { start, text: '' }
  const lines = source.slice(header).split('\n')
  const indent = depthOf(lines) - depthOf(value.split('\n'))
  const stripped = lines.map((line) => withoutIndent(line, indent))
  return { start: start + header, text: source.startsWith('>') ? joined(stripped, indent) : stripped.join('\n') }
}

/** How far the first line that is not blank is indented: more in the file than in the value. */
const depthOf = (lines: readonly string[]): number => {
  for (const line of lines) {
    const depth = line.search(/[^ \r]/)
    if (depth !== -1) return depth
  }
  return 0
}

const withoutIndent = (line: string, indent: number): string => {
  let at = 0
  while (at < indent && line[at] === ' ') at++
  return filler.repeat(at) + line.slice(at)
}

/** Lines of a folded block: an end of line between two that are neither blank nor deeper is a blank. */
const joined = (lines: readonly string[], indent: number): string => {
  const written: string[] = []
  let before: LineKind = 'blank'
  for (const [at, line] of lines.entries()) {
    const kind = kindOf(line, indent)
    // Before blank lines the first end of line goes, and theirs stay; beside deeper ones all do.
    if (kind === 'plain' && before === 'plain') joinAt(written)
    written.push(line, at === lines.length - 1 ? '' : '\n')
    if (kind !== 'blank') before = kind
  }
  return written.join('')
}

/** A line of nothing but blanks that is longer than the indentation is a deeper one. */
const isBlank = (line: string): boolean => /^\0*\r?$/.test(line)

type LineKind = 'blank' | 'deeper' | 'plain'

const kindOf = (line: string, indent: number): LineKind => {
  if (isBlank(line)) return 'blank'
  return line[indent] === ' ' || line[indent] === '\t' ? 'deeper' : 'plain'
}

/** Takes back the end of the last line with words, of which nothing is left if blank lines follow it. */
const joinAt = (written: string[]): void => {
  let at = written.length - 1
  while (at > 1 && isBlank(written[at - 1] ?? '')) at -= 2
  written[at] = at === written.length - 1 ? ' ' : filler
}
