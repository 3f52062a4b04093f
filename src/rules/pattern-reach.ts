import type { AST } from '@eslint-community/regexpp'
import { lengthOf, lengthOfSequence, times } from './pattern-length.ts'
import { literalsOf } from './pattern-literals.ts'

/** Where in a match a keyword must stand. */
export interface Reach {
  /** Characters of the match before the keyword, at most. */
  readonly before: number
  /** Characters from the keyword's first to the match's last, at most. */
  readonly after: number
  /** The keywords that can stand there. */
  readonly used: ReadonlySet<string>
}

const firstKeyword = (text: string, keywords: readonly string[]): number =>
  keywords.reduce((first, keyword) => {
    const at = text.indexOf(keyword)
    return at !== -1 && (first === -1 || at < first) ? at : first
  }, -1)

/** The reach inside a run of known strings: every one of them must hold a keyword. */
const reachOfRun = (strings: readonly string[], keywords: readonly string[]): Reach | undefined => {
  const places = strings.map((text) => ({ at: firstKeyword(text, keywords), length: text.length }))
  if (places.length === 0 || places.some(({ at }) => at === -1)) return undefined
  return {
    before: Math.max(...places.map(({ at }) => at)),
    after: Math.max(...places.map(({ at, length }) => length - at)),
    used: new Set(keywords.filter((keyword) => strings.some((text) => text.includes(keyword)))),
  }
}

const widened = (reach: Reach, before: number, after: number): Reach => ({
  before: reach.before + before,
  after: reach.after + after,
  used: reach.used,
})

/** The reach inside one element that is not a plain run: all of its alternatives must hold a keyword. */
const reachOfElement = (element: AST.Element, keywords: readonly string[]): Reach | undefined => {
  if (element.type === 'Group' || element.type === 'CapturingGroup') return reachOf(element.alternatives, keywords)
  if (element.type !== 'Quantifier' || element.min === 0) return undefined
  const inner = reachOfElement(element.element, keywords)
  return inner && widened(inner, 0, times(element.max - 1, lengthOf(element.element).max))
}

interface Run {
  readonly from: number
  readonly to: number
  readonly strings: readonly string[]
}

const limit = 4096

/** The longest stretches of a sequence whose strings can be listed. */
const runsOf = (elements: readonly AST.Element[]): Run[] => {
  const runs: Run[] = []
  let open: Run | undefined
  for (const [index, element] of elements.entries()) {
    const next = literalsOf(element)
    const fits = next !== undefined && (open?.strings.length ?? 1) * next.length <= limit
    if (open !== undefined && !fits) runs.push(open)
    const heads = open !== undefined && fits ? open.strings : ['']
    const from = open !== undefined && fits ? open.from : index
    open = next && { from, to: index + 1, strings: heads.flatMap((head) => next.map((tail) => head + tail)) }
  }
  return open === undefined ? runs : [...runs, open]
}

const reachOfSequence = (elements: readonly AST.Element[], keywords: readonly string[]): Reach | undefined => {
  const around = (from: number, to: number, reach: Reach | undefined): Reach | undefined =>
    reach && widened(reach, lengthOfSequence(elements.slice(0, from)).max, lengthOfSequence(elements.slice(to)).max)
  const candidates = [
    ...runsOf(elements).map(({ from, to, strings }) => around(from, to, reachOfRun(strings, keywords))),
    ...elements.map((element, index) => around(index, index + 1, reachOfElement(element, keywords))),
  ].filter((reach) => reach !== undefined)
  return candidates.sort((a, b) => a.before + a.after - (b.before + b.after))[0]
}

/** Where in any match a keyword must stand; undefined where a match can do without. */
export const reachOf = (alternatives: readonly AST.Alternative[], keywords: readonly string[]): Reach | undefined => {
  const each = alternatives.map(({ elements }) => reachOfSequence(elements, keywords))
  const known = each.filter((reach) => reach !== undefined)
  if (known.length === 0 || known.length !== each.length) return undefined
  return {
    before: Math.max(...known.map(({ before }) => before)),
    after: Math.max(...known.map(({ after }) => after)),
    used: new Set(known.flatMap(({ used }) => [...used])),
  }
}
