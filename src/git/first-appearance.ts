import { CannotCheckError } from '../model/errors.ts'
import type { Appearance, History, SealedVersion, VersionsQuery } from '../model/rule.ts'
import { type BlobSource, blobPass } from './blob-pass.ts'
import { type HistoryLog, type LogRange, startLog } from './history-log.ts'
import { earlier, type FirstOfIv, firstOfIvs, type IvTable, isDisordered, ivTable } from './iv-table.ts'
import { type Kind, kindsOf, ofKinds, ofPaths, type WantsPath } from './kinds.ts'
import { changesParser } from './logged-changes.ts'
import { isShallow } from './repository.ts'
import { type GitPlace, git } from './run.ts'
import { type SealedVersions, sealedVersions } from './sealed-versions.ts'
import { firstPlaces, type Seal, sealOf } from './seals.ts'
import { writtenAnew } from './written-anew.ts'

export interface HistoryOptions extends BlobSource {
  /**
   * Looks at the very paths only, makes do with a shallow clone, and does not ask whether a file was written anew: cheap,
   * for a caller that tells and does not judge.
   */
  readonly exact?: boolean
  /** A log over everything that was started ahead of the first question. */
  readonly log?: HistoryLog
}

/** What is looked at: files of a kind, or one path and what is below it. */
type Scope = Kind | string

/** What one pass over files of some kinds tells. */
interface Index {
  readonly table: IvTable
  readonly first: readonly FirstOfIv[]
  readonly anew: ReturnType<typeof writtenAnew>
  readonly versions: SealedVersions
  /** Why some of the history may be missing here. */
  readonly cutOff?: CannotCheckError
}

/** Git compares every path of a change with each of those it is asked for, so that many are sorted out here. */
const mostPaths = 64

const scopesOf = (paths: readonly string[], exact = false): readonly Scope[] =>
  exact ? [...new Set(paths)] : paths.flatMap(kindsOf)

const wanted = (scopes: readonly Scope[]): WantsPath => {
  const paths = scopes.filter((scope) => typeof scope === 'string')
  const isKind = ofKinds(scopes.filter((scope) => typeof scope !== 'string'))
  if (paths.length === 0) return isKind
  const isPath = ofPaths(paths)
  return (bytes, start, end) => isKind(bytes, start, end) || isPath(bytes, start, end)
}

const rangeOf = (scopes: readonly Scope[], since: Date | undefined): LogRange => {
  const paths = scopes.filter((scope) => typeof scope === 'string')
  const few = paths.length === scopes.length && paths.length <= mostPaths
  return { ...(since === undefined ? {} : { since }), ...(few ? { paths } : {}) }
}

const readVersion =
  (place: GitPlace, { reader }: HistoryOptions) =>
  async (oid: string): Promise<Uint8Array | undefined> =>
    reader === undefined ? git(place, ['cat-file', 'blob', oid]) : (await reader.read(oid))?.bytes

const readBlobs = async (
  place: GitPlace,
  options: HistoryOptions,
  oids: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array | undefined>> => {
  const read = new Map<string, Uint8Array | undefined>()
  const pass = blobPass(place, options, ({ oid, bytes }) => void read.set(oid, bytes))
  for (const oid of oids) pass.ask(oid)
  const cutOff = await pass.end()
  if (cutOff !== undefined) throw cutOff
  return read
}

const shallowness = async (place: GitPlace): Promise<CannotCheckError | undefined> =>
  (await isShallow(place))
    ? new CannotCheckError('history is cut off (shallow clone): run git fetch --unshallow, in CI set fetch-depth: 0')
    : undefined

const load = async (
  place: GitPlace,
  scopes: readonly Scope[],
  options: HistoryOptions,
  { since, complete = options.exact !== true }: VersionsQuery = {},
): Promise<Index> => {
  const shallow = complete ? shallowness(place) : Promise.resolve(undefined)
  shallow.catch(() => {}) // awaited below
  const table = ivTable()
  const seals = new Map<string, Seal>()
  const pass = blobPass(place, options, ({ oid, bytes }) => {
    const seal = bytes !== undefined && table.add(oid, bytes) ? sealOf(bytes) : undefined
    if (seal !== undefined) seals.set(oid, seal)
  })
  const log = changesParser(wanted(scopes), ({ oid }) => pass.ask(oid))
  try {
    await (options.log ?? startLog(place, rangeOf(scopes, since))).read(log.push)
  } catch (error) {
    pass.stop()
    throw error
  }
  const cutOff = (await pass.end()) ?? (await shallow)
  const changes = log.changes.filter(({ oid }) => table.has(oid))
  return {
    table,
    first: firstOfIvs(changes, table),
    anew: writtenAnew({ ...log, table, read: (oids) => readBlobs(place, options, oids) }),
    versions: sealedVersions(seals, firstPlaces(changes, seals), readVersion(place, options)),
    ...(cutOff === undefined ? {} : { cutOff }),
  }
}

const month = 30 * 86_400_000

/** Clocks differ, and questions about one month are asked once. */
const wellBefore = (since: Date): Date => new Date(Math.floor((since.getTime() - month / 30) / month) * month)

const firstIn = ({ table, first }: Index, ivs: ReadonlySet<string>): ReadonlyMap<string, FirstOfIv> => {
  const found = new Map<string, FirstOfIv>()
  for (const iv of ivs) {
    const number = table.numberOf(iv)
    const one = number === undefined ? undefined : first[number]
    if (one !== undefined) found.set(iv, one)
  }
  return found
}

/**
 * The {@link History} of the repository at `place`, over all its refs. Files of one kind are read once, in one pass of
 * `git log` and one of `git cat-file` beside it. Throws {@link CannotCheckError} where history is cut off and all of it is
 * needed.
 */
export const gitHistory = (place: GitPlace, options: HistoryOptions = {}): History => {
  const loaded = new Map<string, Promise<Index>>()
  let { log: ahead } = options
  let missed: CannotCheckError | undefined

  const begin = (scopes: readonly Scope[], query?: VersionsQuery): Promise<Index> => {
    const { log: _, ...rest } = options
    const log = query?.since === undefined ? ahead : undefined
    if (log !== undefined) ahead = undefined
    return load(place, scopes, { ...rest, ...(log === undefined ? {} : { log }) }, query)
  }
  const indexes = (scopes: readonly Scope[], query?: VersionsQuery): Promise<Index[]> => {
    const keyOf = (scope: Scope): string => JSON.stringify([scope, query ?? {}])
    const unread = scopes.filter((scope) => !loaded.has(keyOf(scope)))
    const index = unread.length > 0 ? begin(unread, query) : undefined
    if (index !== undefined) for (const scope of unread) loaded.set(keyOf(scope), index)
    return Promise.all(new Set(scopes.flatMap((scope) => loaded.get(keyOf(scope)) ?? [])))
  }

  const mustBeWhole = ({ cutOff }: Index): void => {
    if (cutOff !== undefined) throw cutOff
  }

  return {
    async firstAppearance(ivs, paths) {
      const found = new Map<string, Appearance>()
      if (ivs.size === 0 || paths.length === 0) return found
      for (const index of await indexes(scopesOf(paths, options.exact))) {
        if (options.exact !== true) mustBeWhole(index)
        const first = firstIn(index, ivs)
        const anew = options.exact ? new Set<string>() : await index.anew(first)
        for (const [iv, known] of first) {
          const one: Appearance = {
            ...known.appearance,
            ...(anew.has(iv) ? { anew: true } : {}),
            ...(isDisordered(known) ? { disordered: true } : {}),
          }
          found.set(iv, earlier(found.get(iv), one))
        }
      }
      return found
    },
    async versions(macIv, path, { since, complete }) {
      const query = {
        ...(since === undefined ? {} : { since: wellBefore(since) }),
        ...(complete === undefined ? {} : { complete }),
      }
      // A file may come from any path, so that the kind of the file is asked for even where else the path is.
      const found = await indexes(scopesOf([path]), options.exact ? query : undefined)
      if (complete === true) for (const index of found) mustBeWhole(index)
      missed ??= found.find(({ cutOff }) => cutOff !== undefined)?.cutOff
      return found.flatMap(({ versions }): readonly SealedVersion[] => versions.get(macIv) ?? [])
    },
    missed: () => missed?.message,
  }
}
