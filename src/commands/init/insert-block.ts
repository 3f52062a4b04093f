import { blockBegin, blockEnd } from './hook-block.ts'

export type Insertion =
  | { readonly did: 'created' | 'added' | 'updated' | 'unchanged'; readonly text: string }
  | { readonly did: 'refused'; readonly why: string }

const shell = /^#!\s*\S*[/\s](?:sh|bash|dash|ash|ksh|mksh)(?:\s|$)/
const envShell = /^#!.*\/env\s+(?:-S\s+)?(?:sh|bash|dash|ash|ksh|mksh)(?:\s|$)/

const refusalOf = (text: string): string | undefined => {
  if (text.includes('\0')) return 'it is a program, not a shell script'
  const first = text.split('\n', 1)[0] ?? ''
  if (!first.startsWith('#!') || shell.test(first) || envShell.test(first)) return undefined
  return `it is not a POSIX shell script (${first.trim()})`
}

/** Behind the `#!` line, or behind the line with which husky 8 starts the same file a second time. */
const beginning = (text: string): number => {
  const husky = /^\.\s.*husky\.sh.*(?:\n|$)/m.exec(text)
  if (husky !== null) return husky.index + husky[0].length
  return /^#!.*(?:\n|$)/.exec(text)?.[0].length ?? 0
}

const replaced = (text: string, block: string): string | undefined => {
  const begin = text.indexOf(blockBegin)
  const end = text.indexOf(blockEnd, begin)
  if (begin < 0 || end < 0) return undefined
  const after = text.indexOf('\n', end)
  return `${text.slice(0, begin)}${block}${after < 0 ? '' : text.slice(after + 1)}`
}

/**
 * A hook with our block in it. The block goes first: behind an `exec` or `exit` it would not be reached, and what the
 * hook does besides still runs after it.
 */
export const insertBlock = (text: string | undefined, block: string): Insertion => {
  if (text === undefined || text.trim() === '') return { did: 'created', text: `#!/bin/sh\n${block}` }
  const why = refusalOf(text)
  if (why !== undefined) return { did: 'refused', why }
  const newer = replaced(text, block)
  if (newer !== undefined) return { did: newer === text ? 'unchanged' : 'updated', text: newer }
  const at = beginning(text)
  const head = text.slice(0, at)
  return { did: 'added', text: `${head}${head === '' || head.endsWith('\n') ? '' : '\n'}${block}${text.slice(at)}` }
}
