import type { AST } from '@eslint-community/regexpp'

/** A byte set as 256 flags. */
export type ByteSet = readonly boolean[]

/** A nondeterministic automaton over bytes that accepts every text the pattern can match, and perhaps others. */
export interface Nfa {
  readonly start: number
  readonly final: number
  /** Per state: the bytes that lead on, and where. */
  readonly edges: readonly (readonly (readonly [bytes: ByteSet, to: number])[])[]
  /** Per state: where it leads without a byte. */
  readonly jumps: readonly (readonly number[])[]
}

/** A part that repeats more often than this counts as one that repeats for ever. */
const mostCopies = 40
const mostStates = 20_000

class TooLarge extends Error {}

const anyByte: ByteSet = Array.from({ length: 256 }, () => true)

/** Asked of the engine itself, so that classes, escapes and folding mean what they mean there. */
const bytesOf = (raw: string, flags: string): ByteSet => {
  // A `\` that escapes nothing, as in `\c1`, stands for itself, and cannot stand alone.
  const one = new RegExp(`^(?:${raw === '\\' ? '\\\\' : raw})$`, flags)
  return anyByte.map((_, byte) => one.test(String.fromCharCode(byte)))
}

const builder = (flags: string) => {
  const edges: [ByteSet, number][][] = []
  const jumps: number[][] = []
  const state = (): number => {
    if (edges.length >= mostStates) throw new TooLarge()
    jumps.push([])
    return edges.push([]) - 1
  }
  const sets = new Map<string, ByteSet>()
  const setOf = (raw: string): ByteSet => {
    const known = sets.get(raw) ?? bytesOf(raw, flags)
    sets.set(raw, known)
    return known
  }
  const jump = (from: number, to: number): void => {
    jumps[from]?.push(to)
  }
  const read = (from: number, bytes: ByteSet): number => {
    const to = state()
    edges[from]?.push([bytes, to])
    return to
  }
  const loop = (from: number, element: AST.Element): number => {
    const around = state()
    jump(from, around)
    jump(add(around, element), around)
    const to = state()
    jump(around, to)
    return to
  }
  const repeated = (from: number, { element, min, max }: AST.Quantifier): number => {
    let at = from
    for (let copy = 0; copy < Math.min(min, mostCopies); copy++) at = add(at, element)
    if (max > mostCopies) return loop(at, element)
    const end = state()
    for (let copy = min; copy < max; copy++) {
      jump(at, end)
      at = add(at, element)
    }
    jump(at, end)
    return end
  }
  const either = (from: number, alternatives: readonly AST.Alternative[]): number => {
    const end = state()
    for (const { elements } of alternatives) jump(elements.reduce(add, from), end)
    return end
  }
  // A look around, like a reference back, is taken to hold whatever stands there.
  const add = (from: number, element: AST.Element): number => {
    switch (element.type) {
      case 'Assertion':
        return from
      case 'Group':
      case 'CapturingGroup':
        return either(from, element.alternatives)
      case 'Quantifier':
        return repeated(from, element)
      case 'Backreference': {
        const around = state()
        jump(from, around)
        edges[around]?.push([anyByte, around])
        return around
      }
      default:
        return read(from, setOf(element.raw))
    }
  }
  return { state, either, edges, jumps }
}

/** Builds it; undefined for a pattern too large to be worth it. */
export const nfaOf = (pattern: AST.Pattern, flags: string): Nfa | undefined => {
  try {
    const { state, either, edges, jumps } = builder(flags)
    const start = state()
    return { start, final: either(start, pattern.alternatives), edges, jumps }
  } catch (error) {
    if (error instanceof TooLarge) return undefined
    throw error
  }
}
