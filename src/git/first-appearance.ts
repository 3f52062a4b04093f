import { posix } from 'node:path'
import { CannotCheckError } from '../model/errors.ts'
import type { Appearance, History } from '../model/rule.ts'
import { batchParser, type GitObject } from './blobs.ts'
import { MissingObjectError } from './missing-objects.ts'
import { parseRawHeader, splitNul } from './raw-changes.ts'
import { endOfGit, type GitPlace, git, isNotFetched, startGit } from './run.ts'

export interface HistoryOptions {
  /** Looks at the very paths only and makes do with a shallow clone: cheap, for a caller that tells and does not judge. */
  readonly exact?: boolean
}

type Appearances = ReadonlyMap<string, Appearance>

const noBytes = Buffer.alloc(0)
const LARGEST_BLOB = 8 * 1024 * 1024

const logOptions = [
  '--all',
  '--full-history', // a side branch may have held the value first
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

/** Reads the blobs through one process, holding one at a time. With `exact`, what a partial clone lacks is done without. */
const readBlobs = async (place: GitPlace, blobs: Appearances, { exact }: HistoryOptions): Promise<Appearances> => {
  const args = ['cat-file', '--batch', '--buffer']
  const child = startGit(place, args)
  const ended = endOfGit(child, args)
  child.stdin.on('error', () => {}) // EPIPE: the process ended early, and `endOfGit` says why
  child.stdin.end([...blobs.keys()].map((oid) => `${oid}\n`).join(''))
  const first = new Map<string, Appearance>()
  const parse = batchParser(LARGEST_BLOB)
  const collect = async (): Promise<void> => {
    for await (const piece of child.stdout) for (const blob of parse(piece as Buffer)) addIvs(first, blob, blobs)
  }
  try {
    await Promise.all([collect(), ended])
  } catch (error) {
    if (exact !== true || !isNotFetched(error)) throw error
  }
  return first
}

const addIvs = (first: Map<string, Appearance>, blob: GitObject | undefined, blobs: Appearances): void => {
  if (blob === undefined) throw new MissingObjectError('of the history')
  const appearance = blobs.get(blob.oid)
  if (blob.bytes === undefined || appearance === undefined) return
  for (const iv of ivsOf(blob.bytes)) first.set(iv, earlier(first.get(iv), appearance))
}

const refuseShallow = async (place: GitPlace): Promise<void> => {
  const answer = await git(place, ['rev-parse', '--is-shallow-repository'])
  if (answer.toString('latin1').trim() !== 'true') return
  throw new CannotCheckError('history is cut off (shallow clone): run git fetch --unshallow, in CI set fetch-depth: 0')
}

// A hook may run under `git --literal-pathspecs`, which would make the globs match nothing.
const withMagic = (place: GitPlace): GitPlace => ({ ...place, env: { ...place.env, GIT_LITERAL_PATHSPECS: '0' } })

const load = async (place: GitPlace, specs: readonly string[], options: HistoryOptions): Promise<Appearances> => {
  if (!options.exact) await refuseShallow(place)
  const log = await git(withMagic(place), ['log', ...logOptions, '--', ...specs])
  const blobs = blobAppearances(log)
  return blobs.size === 0 ? blobs : readBlobs(place, blobs, options)
}

/**
 * The {@link History} of the repository at `place`, over all its refs. Files of one kind are read once, in one pass of
 * `git log` and one of `git cat-file`. Throws {@link CannotCheckError} where history is cut off.
 */
export const gitHistory = (place: GitPlace, options: HistoryOptions = {}): History => {
  const loaded = new Map<string, Promise<Appearances>>()

  const indexes = (paths: readonly string[]): Promise<Appearances[]> => {
    const wanted = pathspecs(paths, options)
    const unread = wanted.filter((spec) => !loaded.has(spec))
    const index = unread.length > 0 ? load(place, unread, options) : undefined
    if (index !== undefined) for (const spec of unread) loaded.set(spec, index)
    return Promise.all(new Set(wanted.flatMap((spec) => loaded.get(spec) ?? [])))
  }

  return {
    async firstAppearance(ivs, paths) {
      const found = new Map<string, Appearance>()
      if (ivs.size === 0 || paths.length === 0) return found
      for (const index of await indexes(paths)) {
        for (const iv of ivs) {
          const appearance = index.get(iv)
          if (appearance !== undefined) found.set(iv, earlier(found.get(iv), appearance))
        }
      }
      return found
    },
  }
}
