import { join } from 'node:path'
import { examine } from '../engine/examine.ts'
import type { ObjectReader } from '../git/blobs.ts'
import { commonDir } from '../git/common-dir.ts'
import { MissingObjectsError, missingObjects } from '../git/missing-objects.ts'
import { listObjects } from '../git/object-list.ts'
import { isShallow, type RepositoryPlace } from '../git/repository.ts'
import { CannotCheckError } from '../model/errors.ts'
import type { Examination, Finding } from '../model/finding.ts'
import type { Context } from '../model/rule.ts'
import type { ReadFailure } from '../model/unit.ts'
import { historySource } from '../sources/history.ts'
import { type Known, knownOf } from '../sources/history-cache/known.ts'
import { noRecords, recordCollector } from '../sources/history-cache/records.ts'
import { type HistoryStore, recall, remember } from '../sources/history-cache/store.ts'
import { attributed } from './attribute.ts'
import { merged } from './merge.ts'
import { ruleSetDigest } from './rule-set-digest.ts'
import { examineSealed, sealCollector } from './sealed-history.ts'
import type { Setup } from './setup.ts'

export interface HistoryAudit {
  readonly examinations: readonly Examination[]
  /** Sentences for people. */
  readonly advice: readonly string[]
}

/** Whose memory of earlier runs is used and added to. */
type Cache = Pick<HistoryStore, 'uid'>

/** What there is to say where nobody asked about history. */
export const noHistory: HistoryAudit = { examinations: [], advice: [] }

const failure = (error: unknown): ReadFailure => {
  if (error instanceof CannotCheckError) return { path: '(history)', reason: error.message }
  throw error
}

/** What refs lead to and the store does not hold was not looked at. */
const missingOrTold = async (place: RepositoryPlace): Promise<ReadFailure[]> => {
  try {
    const missing = await missingObjects(place)
    return missing.length === 0 ? [] : [failure(new MissingObjectsError(missing))]
  } catch (error) {
    return [failure(error)]
  }
}

/** Where history is damaged, findings stay where the store has them. */
const attributedOrTold = async (
  place: RepositoryPlace,
  findings: readonly Finding[],
): Promise<Pick<Examination, 'findings' | 'errors'>> => {
  try {
    return { findings: await attributed(place, findings), errors: [] }
  } catch (error) {
    return { findings, errors: [failure(error)] }
  }
}

/** Where history is damaged, versions are compared as far as it goes. */
const comparedOrTold = async (
  compare: () => Promise<Examination | undefined>,
): Promise<{ examinations: readonly Examination[]; errors: readonly ReadFailure[] }> => {
  try {
    const examination = await compare()
    return { examinations: examination === undefined ? [] : [examination], errors: [] }
  } catch (error) {
    return { examinations: [], errors: [failure(error)] }
  }
}

const unique = (failures: readonly ReadFailure[]): ReadFailure[] => [
  ...new Map(failures.map((each) => [`${each.path} ${each.reason}`, each])).values(),
]

/** The same counts, whether an object was read now or is known from an earlier run. */
const withKnown = (examination: Examination, known: Known): Examination => ({
  ...examination,
  units: examination.units + known.units,
  bytes: examination.bytes + known.bytes,
  binary: examination.binary + known.binary,
})

const adviceOf = (known: Known, notKept: string | undefined): string[] => [
  ...(known.units === 0
    ? []
    : [
        `${known.units} of ${known.units + known.wanted.length} objects of the history were found clean by an earlier run and not read again (--no-cache reads all)`,
      ]),
  ...(notKept === undefined
    ? []
    : [`what was found clean in the history is not remembered for the next run: ${notKept}`]),
]

const storeOf = async (
  place: RepositoryPlace,
  setup: Setup,
  width: number,
  uid: Cache['uid'],
): Promise<HistoryStore> => ({
  folder: join(await commonDir(place), 'leaktight'),
  digest: await ruleSetDigest(place.root, setup),
  width,
  uid,
})

const examineObjects = async (
  place: RepositoryPlace,
  reader: ObjectReader,
  setup: Setup,
  context: Context,
  cache: Cache | undefined,
): Promise<HistoryAudit> => {
  const list = await listObjects(place)
  const store = cache && (await storeOf(place, setup, list.width, cache.uid))
  const known = knownOf(list, store === undefined ? noRecords(list.width) : recall(store))
  const quiet = recordCollector(list.width)
  const sealed = sealCollector(setup.auditRules)
  const source = historySource(place, list, known.wanted, {
    holdBytes: setup.config.limits.holdBytes,
    settled: (oid, outcome) => {
      // What is compared with other versions has to be known to every run.
      if (outcome.quiet && !sealed.holds(oid)) quiet.add(oid, outcome.binary)
    },
  })
  const read = await examine(source, sealed.rules, context, setup.examineOptions)
  const compared = await comparedOrTold(() => examineSealed(place, reader, setup, context, sealed.seals))
  const tooLarge = [...read.tooLarge, ...sealed.tooLarge()]
  const errors = [...read.errors, ...compared.errors]
  const examination = merged([{ ...read, tooLarge, errors }, ...compared.examinations])
  const notKept = store === undefined ? undefined : remember(store, quiet.records(), context.now())
  const placed = await attributedOrTold(place, examination.findings)
  const told = { ...examination, findings: placed.findings, errors: [...examination.errors, ...placed.errors] }
  return {
    examinations: [withKnown(told, known)],
    advice: adviceOf(known, notKept),
  }
}

/** Every object of the store that holds text; while they are read, whether any is missing. No `cache`: all are read. */
export const examineHistory = async (
  place: RepositoryPlace,
  reader: ObjectReader,
  setup: Setup,
  context: Context,
  cache: Cache | undefined,
): Promise<HistoryAudit> => {
  if (await isShallow(place)) {
    throw new CannotCheckError(
      'history is cut off (shallow clone): run git fetch --unshallow, in CI set fetch-depth: 0',
    )
  }
  const [missing, { examinations, advice }] = await Promise.all([
    missingOrTold(place),
    examineObjects(place, reader, setup, context, cache),
  ])
  return {
    examinations: examinations.map((each) => ({ ...each, errors: unique([...missing, ...each.errors]) })),
    advice,
  }
}
