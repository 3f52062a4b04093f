import type { Document, Hit, Rule, Severity, Span } from '../model/rule.ts'
import { ciphertextTrigger } from './triggers.ts'

/** A hit and the rule that made it. */
export interface Candidate {
  readonly rule: Rule
  readonly hit: Hit
  readonly severity: Severity
  /** Those that stand close by and are halves of the same credential, by what the rules say. */
  readonly partners?: readonly Candidate[]
}

/** Finds spans of ciphertext, in which no pattern means anything. */
export type CiphertextSpans = (content: string) => Iterable<readonly [start: number, end: number]>

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end

const inside = (span: Span, spans: readonly Span[]): boolean =>
  spans.some((other) => other.start <= span.start && span.end <= other.end)

const ciphertext = (document: Document, find: CiphertextSpans): Span[] =>
  document.offsetsOf(ciphertextTrigger).length === 0
    ? []
    : [...find(document.slice(0, document.bytes.length))].map(([start, end]) => ({ start, end }))

const withoutCiphertext = (
  candidates: readonly Candidate[],
  document: Document,
  find: CiphertextSpans,
): Candidate[] => {
  const spans = ciphertext(document, find)
  return candidates.filter(({ rule, hit }) => rule.wholeOnly || hit.span === undefined || !inside(hit.span, spans))
}

/** Ascending by start; a generic rule's candidate that touches a specific one is dropped. Linear after sorting. */
const withoutCoveredGenerics = (candidates: readonly Candidate[]): Candidate[] => {
  const specific = candidates.filter(
    ({ rule, hit }) => !rule.generic && hit.secret !== undefined && hit.span !== undefined,
  )
  let from = 0
  return candidates.filter(({ rule, hit: { span } }) => {
    if (!rule.generic || span === undefined) return true
    while (from < specific.length && (specific[from]?.hit.span?.end ?? 0) <= span.start) from++
    for (let index = from; index < specific.length; index++) {
      const other = specific[index]?.hit.span
      if (other === undefined || other.start >= span.end) return true
      if (overlap(other, span)) return false
    }
    return true
  })
}

const startOf = (candidate: Candidate): number => candidate.hit.span?.start ?? -1

const withoutRepeats = (candidates: readonly Candidate[]): Candidate[] => {
  const seen = new Set<string>()
  return candidates.filter(({ rule, hit }) => {
    const key = `${rule.meta.id} ${hit.span?.start} ${hit.span?.end} ${hit.span === undefined ? hit.note : ''}`
    return seen.has(key) ? false : seen.add(key)
  })
}

// Two halves of a credential further apart than this do not stand together.
const farthestPair = 2_048

/** Raises both halves of a credential that stand together to critical. */
const withPairs = (candidates: readonly Candidate[]): Candidate[] => {
  const partners = new Map<Candidate, Candidate[]>()
  const join = (candidate: Candidate, other: Candidate): void => {
    const known = partners.get(candidate)
    if (known === undefined) partners.set(candidate, [other])
    else known.push(other)
  }
  const recent: Candidate[] = []
  for (const candidate of candidates) {
    while (recent.length > 0 && startOf(candidate) - (recent[0]?.hit.span?.end ?? 0) > farthestPair) recent.shift()
    for (const other of recent) {
      if (!candidate.rule.pairsWith?.includes(other.rule.meta.id)) continue
      join(candidate, other)
      join(other, candidate)
    }
    if (candidate.rule.pairsWith !== undefined) recent.push(candidate)
  }
  return candidates.map((candidate) => {
    const own = partners.get(candidate)
    return own === undefined ? candidate : { ...candidate, severity: 'critical', partners: own }
  })
}

// More of one rule in one document are counted and not listed: the file is the finding.
const mostListed = 1_000

/** One candidate for all that are not listed; new as soon as any of them is. */
const remainder = (first: Candidate, last: Candidate, count: number): Candidate => {
  const { rule, hit } = first
  const start = hit.extent?.start ?? hit.span?.start ?? 0
  const end = Math.max(start, last.hit.span?.end ?? start)
  const note = `${hit.note ?? rule.meta.summary} (and ${count - 1} more in this file, which are not listed)`
  return { ...first, hit: { ...hit, note, extent: { start, end } } }
}

const listed = (candidates: readonly Candidate[]): Candidate[] => {
  if (candidates.length <= mostListed) return [...candidates]
  const byRule = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const same = byRule.get(candidate.rule.meta.id)
    if (same === undefined) byRule.set(candidate.rule.meta.id, [candidate])
    else same.push(candidate)
  }
  return [...byRule.values()].flatMap((same) => {
    const [first, last] = [same[mostListed], same.at(-1)]
    if (first === undefined || last === undefined) return same
    return [...same.slice(0, mostListed), remainder(first, last, same.length - mostListed)]
  })
}

/** What remains of all hits in one document, ascending by offset. */
export const settle = (candidates: readonly Candidate[], document: Document, find: CiphertextSpans): Candidate[] => {
  if (candidates.length === 0) return []
  const sorted = [...candidates].sort((a, b) => startOf(a) - startOf(b))
  const settled = withPairs(withoutRepeats(withoutCoveredGenerics(withoutCiphertext(sorted, document, find))))
  return listed(settled).sort((a, b) => startOf(a) - startOf(b))
}
