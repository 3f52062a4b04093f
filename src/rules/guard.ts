import type { AST } from '@eslint-community/regexpp'
import type { Guard } from '../model/rule.ts'
import { type ByteSet, type Nfa, nfaOf } from './pattern-nfa.ts'

/** States that a guard may have; what would need more counts as a match. */
const mostStates = 400
const dead = 0
const accepted = 1

type States = ReadonlySet<number>

/** Everything reached without a byte. */
const closed = (nfa: Nfa, from: Iterable<number>): States => {
  const all = new Set(from)
  for (const state of all) for (const next of nfa.jumps[state] ?? []) all.add(next)
  return all
}

const after = (nfa: Nfa, from: States, reads: (bytes: ByteSet) => boolean): States => {
  const next = new Set<number>()
  for (const state of from) for (const [bytes, to] of nfa.edges[state] ?? []) if (reads(bytes)) next.add(to)
  return closed(nfa, next)
}

const eitherCase = (character: string): [number, number] => [
  character.toLowerCase().charCodeAt(0),
  character.toUpperCase().charCodeAt(0),
]

/** Where a match can be when `keyword` has been read, which begins at most `before` bytes after the match does. */
const behind = (nfa: Nfa, keyword: string, before: number): States => {
  const entered = new Set<number>()
  let here = closed(nfa, [nfa.start])
  for (let skipped = 0; skipped <= before; skipped++) {
    const known = entered.size
    for (const state of here) entered.add(state)
    if (skipped > 0 && entered.size === known) break
    here = after(nfa, here, () => true)
  }
  return [...keyword].reduce<States>((states, character) => {
    const [lower, upper] = eitherCase(character)
    return after(nfa, states, (bytes) => bytes[lower] === true || bytes[upper] === true)
  }, entered)
}

/** Bytes that no edge tells apart share a class. */
const classesOf = (nfa: Nfa): { classes: Uint8Array; samples: number[] } => {
  const sets = [...new Set(nfa.edges.flatMap((edges) => edges.map(([bytes]) => bytes)))]
  const classes = new Uint8Array(256)
  const bySignature = new Map<string, number>()
  const samples: number[] = []
  for (let byte = 0; byte < 256; byte++) {
    const signature = sets.map((set) => (set[byte] === true ? '1' : '0')).join('')
    const known = bySignature.get(signature) ?? samples.push(byte) - 1
    bySignature.set(signature, known)
    classes[byte] = known
  }
  return { classes, samples }
}

/** Subset construction from several starts. */
const determinized = (nfa: Nfa, starts: readonly States[], samples: readonly number[]) => {
  const numbers = new Map<string, number>()
  const pending: States[] = []
  const numberOf = (states: States): number => {
    if (states.size === 0) return dead
    if (states.has(nfa.final)) return accepted
    const key = [...states].sort((a, b) => a - b).join()
    const known = numbers.get(key)
    if (known !== undefined) return known
    if (pending.length + 2 >= mostStates) return accepted
    const number = pending.push(states) + 1
    numbers.set(key, number)
    return number
  }
  const first = starts.map(numberOf)
  const rows: number[] = samples.map(() => dead).concat(samples.map(() => accepted))
  for (const states of pending)
    for (const byte of samples) rows.push(numberOf(after(nfa, states, (set) => set[byte] === true)))
  return { starts: first, table: Uint16Array.from(rows) }
}

/**
 * Builds the guard of a pattern: read on from the end of a keyword, it says no as soon as no match can follow. It may
 * let pass what the pattern refuses, and never the other way round. Undefined where it would never say no.
 */
export const guardOf = (
  pattern: AST.Pattern,
  flags: string,
  keywords: readonly string[],
  before: number,
): Guard | undefined => {
  const nfa = nfaOf(pattern, flags)
  if (nfa === undefined) return undefined
  const { classes, samples } = classesOf(nfa)
  const { starts, table } = determinized(
    nfa,
    keywords.map((keyword) => behind(nfa, keyword, before)),
    samples,
  )
  return starts.every((start) => start === accepted) ? undefined : { classes, width: samples.length, table, starts }
}
