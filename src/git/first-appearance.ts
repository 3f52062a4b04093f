import { posix } from 'node:path'
import { CannotCheckError } from '../model/errors.ts'
import type { Appearance, History, SealedVersion, VersionsQuery } from '../model/rule.ts'
import { batchParser, type GitObject, type ObjectReader } from './blobs.ts'
import { MissingObjectError } from './missing-objects.ts'
import { isWholeClone } from './partial.ts'
import { parseRawHeader, splitNul } from './raw-changes.ts'
import { isShallow } from './repository.ts'
import { endOfGit, type GitPlace, git, isNotFetched, refetch, startGit } from './run.ts'
import { type SealedVersions, sealedVersions } from './sealed-versions.ts'
import { firstPlaces, type Seal, sealOf } from './seals.ts'

export interface HistoryOptions {
  /** Looks at the very paths only and makes do with a shallow clone: cheap, for a caller that tells and does not judge. */
  readonly exact?: boolean
  /** Reads single versions; without it each takes a process. */
  readonly reader?: ObjectReader
  /** The repository's own folder. Where it holds every object, a few versions need no process but the reader's. */
  readonly gitDir?: string
}

type Appearances = ReadonlyMap<string, Appearance>

/** What one pass over files of some kinds tells. */
interface Index {
  readonly appearances: Appearances
  readonly versions: SealedVersions
  /** Why some of the history may be missing here. */
  readonly cutOff?: CannotCheckError
}

const noBytes = Buffer.alloc(0)
const LARGEST_BLOB = 8 * 1024 * 1024

/** Read in less time than a process takes to start. */
const fewBlobs = 16

const logOptions = [
  '--all',
  '--full-history', // a side branch may have held the value first
  '--date-order', // what a commit leads back to comes after it, even where a clock was wrong
  '--root', // despite log.showRoot=false
  '--no-follow', // despite log.follow
  '--no-relative', // despite diff.relative
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '-c', // a merge shows what differs from every parent
  '--raw',
  '-z',
  '--no-abbrev',
  '--format=%x01%H %ct',
]

const ofKind = (pattern: string): string => `:(top,glob)**/${pattern}`

const kinds = (path: string): string[] => {
  const suffix = posix.extname(path)
  if (suffix === '.yaml' || suffix === '.yml') return [ofKind('*.yaml'), ofKind('*.yml')]
  const literal = (suffix === '' ? posix.basename(path) : suffix).replace(/[\\*?[\]]/g, '\\$&')
  return [ofKind(suffix === '' ? literal : `*${literal}`)]
}

/** What git is asked for: the paths themselves, or every file of their kinds, so that a renamed file keeps its past. */
export const pathspecs = (paths: readonly string[], options: HistoryOptions = {}): string[] => [
  ...new Set(paths.flatMap((path) => (options.exact ? [`:(top,literal)${path}`] : kinds(path)))),
]

// Nobody committed a value of SOPS before SOPS existed: such a date is made up, or a clock was wrong.
const sopsExists = new Date(Date.UTC(2015, 0, 1))

const isPlausible = ({ date }: Appearance): boolean => date >= sopsExists

/** The earlier of two; a date that cannot be true yields to one that can, lest it hide good evidence. */
const earlier = (known: Appearance | undefined, other: Appearance): Appearance => {
  if (known === undefined) return other
  if (isPlausible(known) !== isPlausible(other)) return isPlausible(known) ? known : other
  return known.date <= other.date ? known : other
}

const readHeader = (text: string): Appearance => {
  const [commit = '', seconds = ''] = text.slice(1).split(' ')
  return { commit, date: new Date(Number(seconds) * 1000) }
}

/**
 * Earliest commit of each regular file's blob, from `git log --raw -z --format=%x01%H %ct`: of a commit one record
 * `\x01<commit> <seconds>`, then pairs of a raw header and a path, the first behind a line feed.
 */
export const blobAppearances = (log: Buffer): Appearances => {
  const blobs = new Map<string, Appearance>()
  let current: Appearance | undefined
  const records = splitNul(log)
  for (let at = 0; at < records.length; at += 1) {
    const record = (records[at] ?? noBytes).toString('latin1').trimStart()
    if (record.startsWith('\x01')) current = readHeader(record)
    if (!record.startsWith(':')) continue
    at += 1
    const { newMode, newOid } = parseRawHeader(record, records[at] ?? noBytes)
    if (current !== undefined && newMode.startsWith('100')) blobs.set(newOid, earlier(blobs.get(newOid), current))
  }
  return blobs
}

/** Every `iv:` of an ENC value in the bytes: 32 bytes in base64, which is 43 characters and one `=`. */
export function* ivsOf(bytes: Uint8Array): Generator<string> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = view.indexOf('iv:'); at !== -1; at = view.indexOf('iv:', at + 3)) {
    const iv = view.toString('latin1', at + 3, at + 47)
    if (/^[A-Za-z0-9+/]{43}=$/.test(iv)) yield iv
  }
}

/** What blobs tell, as far as a partial clone has them. */
interface Told {
  readonly appearances: Appearances
  readonly seals: ReadonlyMap<string, Seal>
  readonly cutOff?: CannotCheckError
}

const readBlobs = (place: GitPlace, blobs: Appearances, { reader, gitDir }: HistoryOptions): Promise<Told> =>
  reader !== undefined && gitDir !== undefined && blobs.size <= fewBlobs && isWholeClone(gitDir)
    ? readFew(reader, blobs)
    : readMany(place, blobs)

const incomplete = (cause: Error): CannotCheckError =>
  new CannotCheckError(`history is incomplete (partial clone): ${refetch}`, cause)

/** Through the process that reads single versions, one after the other. */
const readFew = async (reader: ObjectReader, blobs: Appearances): Promise<Told> => {
  const appearances = new Map<string, Appearance>()
  const seals = new Map<string, Seal>()
  for (const oid of blobs.keys()) {
    const blob = await reader.read(oid).catch((error: unknown) => {
      if (error instanceof MissingObjectError) return error
      throw error
    })
    if (blob instanceof MissingObjectError) return { appearances, seals, cutOff: incomplete(blob) }
    const small = blob !== undefined && blob.size > LARGEST_BLOB ? { oid, type: blob.type, size: blob.size } : blob
    if (addIvs(appearances, small, blobs)) addSeal(seals, small)
  }
  return { appearances, seals }
}

/** Through one process, holding one at a time. */
const readMany = async (place: GitPlace, blobs: Appearances): Promise<Told> => {
  const args = ['cat-file', '--batch', '--buffer']
  const child = startGit(place, args)
  const ended = endOfGit(child, args)
  child.stdin.on('error', () => {}) // EPIPE: the process ended early, and `endOfGit` says why
  child.stdin.end([...blobs.keys()].map((oid) => `${oid}\n`).join(''))
  const appearances = new Map<string, Appearance>()
  const seals = new Map<string, Seal>()
  const parse = batchParser(LARGEST_BLOB)
  const collect = async (): Promise<void> => {
    for await (const piece of child.stdout) {
      for (const blob of parse(piece as Buffer)) if (addIvs(appearances, blob, blobs)) addSeal(seals, blob)
    }
  }
  try {
    await Promise.all([collect(), ended])
  } catch (error) {
    if (!(error instanceof CannotCheckError) || !isNotFetched(error)) throw error
    return { appearances, seals, cutOff: incomplete(error) }
  }
  return { appearances, seals }
}

/** Whether there is any. */
const addIvs = (first: Map<string, Appearance>, blob: GitObject | undefined, blobs: Appearances): boolean => {
  if (blob === undefined) throw new MissingObjectError('of the history')
  const appearance = blobs.get(blob.oid)
  if (blob.bytes === undefined || appearance === undefined) return false
  let some = false
  for (const iv of ivsOf(blob.bytes)) {
    first.set(iv, earlier(first.get(iv), appearance))
    some = true
  }
  return some
}

const addSeal = (seals: Map<string, Seal>, blob: GitObject | undefined): void => {
  const seal = blob?.bytes === undefined ? undefined : sealOf(blob.bytes)
  if (blob !== undefined && seal !== undefined) seals.set(blob.oid, seal)
}

const readVersion =
  (place: GitPlace, { reader }: HistoryOptions) =>
  async (oid: string): Promise<Uint8Array | undefined> =>
    reader === undefined ? git(place, ['cat-file', 'blob', oid]) : (await reader.read(oid))?.bytes

const shallowness = async (place: GitPlace): Promise<CannotCheckError | undefined> =>
  (await isShallow(place))
    ? new CannotCheckError('history is cut off (shallow clone): run git fetch --unshallow, in CI set fetch-depth: 0')
    : undefined

// A hook may run under `git --literal-pathspecs`, which would make the globs match nothing.
const withMagic = (place: GitPlace): GitPlace => ({ ...place, env: { ...place.env, GIT_LITERAL_PATHSPECS: '0' } })

const load = async (
  place: GitPlace,
  specs: readonly string[],
  options: HistoryOptions,
  { since, complete = options.exact !== true }: VersionsQuery = {},
): Promise<Index> => {
  const shallow = complete ? await shallowness(place) : undefined
  const limits = since === undefined ? [] : [`--since=${since.toISOString()}`]
  const log = await git(withMagic(place), ['log', ...logOptions, ...limits, '--', ...specs])
  const blobs = blobAppearances(log)
  const {
    appearances,
    seals,
    cutOff = shallow,
  } = blobs.size === 0 ? { appearances: blobs, seals: new Map<string, Seal>() } : await readBlobs(place, blobs, options)
  const places = firstPlaces(log, new Set(seals.keys()))
  const versions = sealedVersions(seals, places, readVersion(place, options))
  return { appearances, versions, ...(cutOff === undefined ? {} : { cutOff }) }
}

const month = 30 * 86_400_000

/** Clocks differ, and questions about one month are asked once. */
const wellBefore = (since: Date): Date => new Date(Math.floor((since.getTime() - month / 30) / month) * month)

/**
 * The {@link History} of the repository at `place`, over all its refs. Files of one kind are read once, in one pass of
 * `git log` and one of `git cat-file`. Throws {@link CannotCheckError} where history is cut off and all of it is needed.
 */
export const gitHistory = (place: GitPlace, options: HistoryOptions = {}): History => {
  const loaded = new Map<string, Promise<Index>>()
  let missed: CannotCheckError | undefined

  const indexes = (specs: readonly string[], query?: VersionsQuery): Promise<Index[]> => {
    const keyOf = (spec: string): string => `${spec} ${JSON.stringify(query ?? {})}`
    const unread = specs.filter((spec) => !loaded.has(keyOf(spec)))
    const index = unread.length > 0 ? load(place, unread, options, query) : undefined
    if (index !== undefined) for (const spec of unread) loaded.set(keyOf(spec), index)
    return Promise.all(new Set(specs.flatMap((spec) => loaded.get(keyOf(spec)) ?? [])))
  }

  const mustBeWhole = ({ cutOff }: Index): void => {
    if (cutOff !== undefined) throw cutOff
  }

  return {
    async firstAppearance(ivs, paths) {
      const found = new Map<string, Appearance>()
      if (ivs.size === 0 || paths.length === 0) return found
      for (const index of await indexes(pathspecs(paths, options))) {
        if (options.exact !== true) mustBeWhole(index)
        const { appearances } = index
        for (const iv of ivs) {
          const appearance = appearances.get(iv)
          if (appearance !== undefined) found.set(iv, earlier(found.get(iv), appearance))
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
      const found = await indexes(pathspecs([path]), options.exact ? query : undefined)
      if (complete === true) for (const index of found) mustBeWhole(index)
      missed ??= found.find(({ cutOff }) => cutOff !== undefined)?.cutOff
      return found.flatMap(({ versions }): readonly SealedVersion[] => versions.get(macIv) ?? [])
    },
    missed: () => missed?.message,
  }
}
