import { reasonOf } from '../model/errors.ts'
import type { Examination, Finding, InlineAllow, NotRun } from '../model/finding.ts'
import type { Context, Document, Rule } from '../model/rule.ts'
import type { ReadFailure, Source, Unit } from '../model/unit.ts'
import { type Added, addedLines } from './added-lines.ts'
import { type Candidate, type CiphertextSpans, settle } from './candidates.ts'
import { decoded, encodingOf, isBinary, toUtf8 } from './decode.ts'
import { openDocument, wholeUnit } from './document.ts'
import { findingsOf } from './findings.ts'
import { allowKeyword, inlineAllowsOf } from './inline-allow.ts'
import { type Automaton, buildAutomaton } from './keywords.ts'
import { atBeginning, type Start } from './lines.ts'
import { overlappingPieces } from './pieces.ts'

export interface Limits {
  /** Units above this many bytes are read in pieces; rules that need the whole structure do not see them. */
  readonly holdBytes: number
}

export interface ExamineOptions {
  readonly limits: Limits
  readonly ciphertext: CiphertextSpans
}

interface Run {
  readonly rules: readonly Rule[]
  readonly known: ReadonlySet<string>
  /** Built for the first document: a source without units costs nothing. */
  readonly automaton: () => Automaton
  readonly context: Context
  readonly options: ExamineOptions
  readonly findings: Finding[]
  readonly inlineAllows: InlineAllow[]
  readonly errors: ReadFailure[]
  readonly tooLarge: Map<string, number>
  units: number
  bytes: number
  binary: number
}

const missingNeed = (rule: Rule, source: Source): string | undefined => {
  if ((rule.paths !== undefined || rule.wholeOnly) && !source.offers.has('path')) return 'path'
  return rule.needs.find((need) => !source.offers.has(need))
}

const keywordsOf = (rules: readonly Rule[]): string[] => [
  ...new Set([allowKeyword, 'enc[', ...rules.flatMap((rule) => rule.keywords ?? [])]),
]

const concerns = (rule: Rule, document: Document): boolean =>
  (!document.binary || !rule.textOnly) &&
  (document.whole || !rule.wholeOnly) &&
  (rule.paths === undefined || rule.paths(document.path)) &&
  (rule.keywords === undefined || rule.keywords.some((keyword) => document.keywordOffsets([keyword]).length > 0))

// A spread into `push` overflows the stack where there are very many.
const append = <T>(list: T[], further: readonly T[]): void => {
  for (const item of further) list.push(item)
}

/** Every hit of every rule that concerns the document; a rule that fails is an error of that document. */
const candidatesOf = async (document: Document, run: Run): Promise<Candidate[]> => {
  const candidates: Candidate[] = []
  for (const rule of run.rules) {
    if (!concerns(rule, document)) continue
    try {
      for await (const hit of rule.check(document, run.context)) {
        candidates.push({ rule, hit, severity: hit.severity ?? rule.meta.severity })
      }
    } catch (error) {
      run.errors.push({ path: document.path, reason: `${rule.meta.id}: ${reasonOf(error)}` })
    }
  }
  return candidates
}

const examineDocument = async (
  document: Document,
  start: Start,
  added: () => Promise<Added>,
  run: Run,
): Promise<void> => {
  const allows = inlineAllowsOf(document, run.known, start)
  append(run.inlineAllows, allows)
  const candidates = settle(await candidatesOf(document, run), document, run.options.ciphertext)
  append(run.findings, await findingsOf(candidates, document, start, { allows, added }))
}

const everyLine: Added = () => true

/** Which lines are new, worked out only when there is something to say about them. */
const addedIn = (unit: Unit, content: Uint8Array) => async (): Promise<Added> => {
  const base = await unit.base?.()
  if (base === undefined) return everyLine
  const versions = [base, ...((await unit.otherBases?.()) ?? [])]
  return addedLines(
    versions.map((version) => toUtf8(version, encodingOf(version))),
    content,
  )
}

const examineWhole = async (unit: Unit, run: Run): Promise<void> => {
  const raw = await unit.bytes()
  const bytes = toUtf8(raw, encodingOf(raw))
  if (isBinary(bytes)) run.binary++
  run.bytes += raw.length
  await examineDocument(openDocument(unit, bytes, run.automaton(), wholeUnit), atBeginning, addedIn(unit, bytes), run)
}

async function* counted(chunks: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    count(chunk.length)
    yield chunk
  }
}

/** A unit too large to be held: its pieces overlap, and each piece answers for the hits that begin in its own part. */
const examineInPieces = async (unit: Unit, run: Run): Promise<void> => {
  for (const rule of run.rules) {
    if (rule.wholeOnly) run.tooLarge.set(rule.meta.id, (run.tooLarge.get(rule.meta.id) ?? 0) + 1)
  }
  let first = true
  const count = (bytes: number): void => {
    run.bytes += bytes
  }
  for await (const piece of overlappingPieces(decoded(counted(unit.chunks(), count)))) {
    if (first && isBinary(piece.bytes)) run.binary++
    const document = openDocument(unit, piece.bytes, run.automaton(), { whole: false, first })
    // Settled with what stands beside it in the next piece, so that no pair is cut in two.
    const settled = settle(await candidatesOf(document, run), document, run.options.ciphertext)
    const candidates = settled.filter(({ hit }) => {
      const at = hit.span?.start ?? 0
      return at >= piece.ownStart && at < piece.ownEnd
    })
    first = false
    const allows = inlineAllowsOf(document, run.known, piece.start)
    append(run.inlineAllows, allows)
    append(run.findings, await findingsOf(candidates, document, piece.start, { allows, added: async () => everyLine }))
  }
}

const examineUnit = async (unit: Unit, run: Run): Promise<void> => {
  try {
    await (unit.size > run.options.limits.holdBytes ? examineInPieces(unit, run) : examineWhole(unit, run))
    run.units++
  } catch (error) {
    run.errors.push({ path: unit.path, reason: reasonOf(error) })
  }
}

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

const prepared = async (rules: readonly Rule[], context: Context, errors: ReadFailure[]): Promise<Rule[]> => {
  const ready: Rule[] = []
  for (const rule of rules) {
    try {
      await rule.prepare?.(context)
      ready.push(rule)
    } catch (error) {
      errors.push({ path: '', reason: `${rule.meta.id}: ${reasonOf(error)}` })
    }
  }
  return ready
}

/** What goes wrong in every piece of a unit is said once. */
const unique = (failures: readonly ReadFailure[]): ReadFailure[] => [
  ...new Map(failures.map((failure) => [`${failure.path}\n${failure.reason}`, failure])).values(),
]

/** Looks at every unit of `source` with every rule whose needs the source offers. */
export const examine = async (
  source: Source,
  rules: readonly Rule[],
  context: Context,
  options: ExamineOptions,
): Promise<Examination> => {
  const notRun: NotRun[] = []
  const offered = rules.filter((rule) => {
    const need = missingNeed(rule, source)
    if (need !== undefined)
      notRun.push({ rule: rule.meta.id, reason: `needs ${need}, which ${source.name} does not offer` })
    return need === undefined
  })
  const errors: ReadFailure[] = []
  const run: Run = {
    rules: await prepared(offered, context, errors),
    known: new Set(rules.map((rule) => rule.meta.id)),
    automaton: once(() => buildAutomaton(keywordsOf(offered))),
    context,
    options,
    findings: [],
    inlineAllows: [],
    errors,
    tooLarge: new Map(),
    units: 0,
    bytes: 0,
    binary: 0,
  }
  for await (const unit of source.units()) await examineUnit(unit, run)
  const tooLarge = [...run.tooLarge].map(([rule, count]) => ({
    rule,
    reason: `${count} ${count === 1 ? 'file is' : 'files are'} too large to be read as a structure (limits: hold-bytes)`,
  }))
  return {
    ...run,
    asked: run.known,
    passed: source.passed,
    notRun,
    tooLarge,
    errors: unique([...errors, ...source.failures]),
  }
}
