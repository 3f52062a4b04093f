import { macBroken, sopsHistoryRules } from '../checks/sops-history/index.ts'
import { examine, largeUnits } from '../engine/examine.ts'
import type { ObjectReader } from '../git/blobs.ts'
import type { CommitChange } from '../git/commits.ts'
import { firstCommits } from '../git/first-commits.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import { type SealedVersions, sealedVersions } from '../git/sealed-versions.ts'
import { type FirstPlace, type Seal, sealOf } from '../git/seals.ts'
import type { Examination, NotRun } from '../model/finding.ts'
import type { Context, History, Rule } from '../model/rule.ts'
import { displayPath, oldFiles } from '../sources/git-units.ts'
import { rangeSource } from '../sources/range.ts'
import type { Setup } from './setup.ts'

/** Notes the seals of encrypted files while every object of the store is read, in any order. */
export interface SealCollector {
  /** Stands for the rules themselves, which need paths and older versions. */
  readonly rules: readonly Rule[]
  readonly seals: ReadonlyMap<string, Seal>
  /** Whether something has to be said of an object in every run. */
  holds(oid: string): boolean
  /** What could not be compared, because it is too large to be held. */
  tooLarge(): readonly NotRun[]
}

const isOfHistory = ({ meta }: Rule): boolean => sopsHistoryRules.some((rule) => rule.meta.id === meta.id)

/** For those of the rules that compare versions; notes nothing where there are none. */
export const sealCollector = (rules: readonly Rule[]): SealCollector => {
  const seals = new Map<string, Seal>()
  const large = new Set<string>()
  const collect = (rule: Rule): Rule => ({
    meta: rule.meta,
    needs: ['content'],
    ...(macBroken.keywords === undefined ? {} : { keywords: macBroken.keywords }),
    textOnly: true,
    check: ({ unit, bytes, whole }) => {
      const { oid } = unit.origin
      if (oid === undefined || seals.has(oid)) return []
      const seal = whole ? sealOf(bytes) : undefined
      if (seal !== undefined) seals.set(oid, seal)
      if (!whole) large.add(oid)
      return []
    },
  })
  const compared = rules.filter(isOfHistory).map(({ meta }) => meta.id)
  return {
    rules: rules.map((rule) => (isOfHistory(rule) ? collect(rule) : rule)),
    seals,
    holds: (oid) => seals.has(oid) || large.has(oid),
    tooLarge: () => largeUnits(new Map(large.size === 0 ? [] : compared.map((id) => [id, large.size]))),
  }
}

/** Changes that history can say something about, oldest first. */
const suspects = (versions: SealedVersions, first: ReadonlyMap<string, CommitChange>): readonly CommitChange[] => {
  const wanted = new Set<string>()
  for (const [origin, ...others] of versions.values()) {
    if (origin?.before.some(({ lastmodified }) => lastmodified === origin.lastmodified)) wanted.add(origin.oid)
    for (const { oid } of others) wanted.add(oid)
  }
  return [...first].flatMap(([oid, change]) => (wanted.has(oid) ? [change] : [])).reverse()
}

const placesOf = (first: ReadonlyMap<string, CommitChange>): ReadonlyMap<string, FirstPlace> =>
  new Map(
    [...first].map(([oid, { commit, change }], age) => [
      oid,
      {
        path: displayPath(change.path),
        commit: commit.oid,
        date: new Date(commit.date),
        before: oldFiles(change),
        age,
      },
    ]),
  )

/** Compares every version of every encrypted file with what SOPS wrote under the same `mac`. */
export const examineSealed = async (
  place: RepositoryPlace,
  reader: ObjectReader,
  setup: Setup,
  context: Context,
  seals: ReadonlyMap<string, Seal>,
): Promise<Examination | undefined> => {
  if (seals.size === 0) return undefined
  const first = await firstCommits(place, new Set(seals.keys()))
  const versions = sealedVersions(seals, placesOf(first), async (oid) => (await reader.read(oid))?.bytes)
  const history: History = {
    firstAppearance: async () => new Map(),
    versions: async (macIv) => versions.get(macIv) ?? [],
  }
  const source = rangeSource(place, reader, suspects(versions, first))
  const rules = setup.auditRules.filter(isOfHistory)
  const examination = await examine(source, rules, { ...context, history }, setup.examineOptions)
  return { ...examination, units: 0, bytes: 0, binary: 0 } // counted when they were read as objects
}
