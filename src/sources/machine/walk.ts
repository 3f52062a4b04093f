import { accessSync, constants, type Dirent, lstatSync, opendirSync, readdirSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import { reasonOf } from '../../model/errors.ts'
import type { Passed, ReadFailure } from '../../model/unit.ts'
import { isGone } from './codes.ts'
import { isRuntimeSecret } from './never.ts'
import type { MachineLimits, MachineOptions } from './options.ts'
import type { Kind, Spot } from './place.ts'
import { open, type Reach, through } from './readers.ts'
import { tellingFirst } from './telling-first.ts'

/** A file that may hold plaintext. `path` is for people, `at` for opening: a name need not be UTF-8. */
export interface Candidate {
  readonly path: string
  readonly at: string | Buffer
  readonly kind: Kind
  readonly uid: number
  readonly device: number
  readonly inode: number
  readonly mode: number
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modified: number
  readonly reach: Reach
}

/** Filled during the walk. */
export interface Notes {
  readonly passed: Map<Passed, number>
  readonly failures: ReadFailure[]
  readonly advice: string[]
  larger: number
}

interface Folder {
  readonly path: string
  readonly at: string | Buffer
  readonly depth: number
  readonly reach: Reach
  readonly inode: number
  readonly size: number
}

/** What one walk shares with all others. */
export type WalkOptions = Pick<MachineOptions, 'directories' | 'exclude' | 'mounts'> & {
  readonly limits: MachineLimits
}

interface Walk {
  readonly device: number
  readonly spot: Spot
  readonly options: WalkOptions
  readonly notes: Notes
  left: number
  looks: number
  full: boolean
}

/** Regular files with a telling name that belong to the user, the ones nearest to the spot's folder first. */
export function* candidatesUnder(spot: Spot, options: WalkOptions, notes: Notes): Generator<Candidate> {
  const root = spot.folder
  if (isRuntimeSecret(root) || isElsewhere(root, spot, options)) return
  const stats = statsOf(root)
  if (stats?.isSymbolicLink()) return notFollowed(notes)
  if (stats === undefined || !stats.isDirectory()) return
  const { entries, looks = Number.POSITIVE_INFINITY } = options.limits
  const walk: Walk = { device: stats.dev, spot, options, notes, left: entries, looks, full: false }
  const folders: Folder[] = [
    { path: root, at: root, depth: 0, reach: reachOf(root), inode: stats.ino, size: stats.size },
  ]
  for (const folder of folders) {
    const entries = entriesOf(folder, walk)
    if (folder.depth > 0 && spot.repositories !== true && isRepository(entries)) continue
    const below = folder.path.slice(root.length + 1)
    const fitting: Fitting[] = []
    for (const entry of entries) {
      const kind = entry.isDirectory() ? undefined : kindOf(entry.name, below, spot)
      if (kind !== undefined) fitting.push({ entry, kind })
    }
    for (const { entry, kind } of inOrder(fitting, walk)) yield* candidatesAt(folder, entry, kind, walk)
    for (const entry of entries) if (entry.isDirectory()) addFolders(folders, folder, entry.name, walk)
    if (walk.full) break
  }
  if (walk.full)
    notes.failures.push(tooMany(root, walk.looks > 0 ? `${entries} entries` : `${looks} entries to look at`))
}

/** Examined by another source. */
const isElsewhere = (path: string, { inside }: Spot, { exclude }: WalkOptions): boolean =>
  inside !== true && exclude(path)

interface Fitting {
  readonly entry: Dirent
  readonly kind: Kind
}

/** Those that tell come first where not all can be looked at. */
const inOrder = (fitting: readonly Fitting[], { looks }: Walk): readonly Fitting[] =>
  fitting.length <= looks ? fitting : tellingFirst(fitting, ({ entry, kind }) => kind.tells?.(entry.name) === true)

const kindOf = (name: string, below: string, { kinds }: Spot): Kind | undefined => {
  for (const kind of kinds) if (kind.names(name, below)) return kind
  return undefined
}

const tooMany = (root: string, limit: string): ReadFailure => ({
  path: root,
  reason: `more than ${limit}: the rest was not searched for leftovers`,
})

/** At most as many entries as are left to be listed; none, where another folder took the place of this one. */
const entriesOf = (folder: Folder, walk: Walk): readonly Dirent[] => {
  try {
    const entries = folder.size <= smallFolder ? readdirSync(folder.at, { withFileTypes: true }) : listed(folder, walk)
    if (entries.length > walk.left) walk.full = true
    walk.left = Math.max(walk.left - entries.length, 0)
    return entries.length > 0 && isStill(folder, walk) ? entries : []
  } catch (error) {
    noteFailure(error, folder.path, folder, walk)
    return []
  }
}

/** Of what a folder itself takes on the disk; it holds some thousand entries at most and is listed at one go. */
const smallFolder = 256 * 1024

/** One more than are left, where there are more: so that it is known. */
const listed = ({ at }: Folder, { left }: Walk): Dirent[] => {
  const directory = opendirSync(at, { bufferSize: 1024 })
  const entries: Dirent[] = []
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      entries.push(entry)
      if (entries.length > left) break
    }
    return entries
  } finally {
    directory.closeSync()
  }
}

/** Opening a folder follows a link that somebody put there meanwhile. */
const isStill = ({ at, inode }: Folder, { device }: Walk): boolean => {
  const stats = lstatSync(at, ifThere)
  return stats?.isDirectory() === true && stats.ino === inode && stats.dev === device
}

/** A working tree or a bare repository is examined when somebody works in it. */
const isRepository = (entries: readonly Dirent[]): boolean => {
  const parts = new Set<string>()
  for (const { name } of entries) {
    if (name === '.git') return true
    if (name === 'HEAD' || name === 'objects' || name === 'refs') parts.add(name)
  }
  return parts.size === 3
}

const reachOf = (directory: string): Reach => {
  const above = dirname(directory)
  const before = above === directory ? open : reachOf(above)
  const stats = statsOf(directory)
  return stats === undefined ? before : through(before, stats.mode)
}

const statsOf = (directory: string): Stats | undefined => {
  try {
    return lstatSync(directory, ifThere)
  } catch {
    return undefined // Behind a folder of somebody else's: nothing of ours can lie in it.
  }
}

/** Of systemd's private folders only root could look into, and they belong to running services. */
const isForeignByName = (name: string): boolean => name.startsWith('systemd-private-')

const addFolders = (folders: Folder[], parent: Folder, name: string, walk: Walk): void => {
  if (parent.depth + 1 >= walk.spot.depth || isForeignByName(name)) return
  if (walk.spot.descends?.(name) === false) return
  if (name === 'node_modules') count(walk, 'dependency')
  // A file system that does not answer must not be asked.
  if (name === 'node_modules' || walk.options.mounts?.has(`${parent.path}/${name}`)) return
  for (const { path, at, stats } of placesAt(parent, name, walk)) {
    if (!stats.isDirectory() || stats.dev !== walk.device) continue
    if (isRuntimeSecret(path) || isElsewhere(path, walk.spot, walk.options) || walk.options.directories.includes(path))
      continue
    folders.push({
      path,
      at,
      depth: parent.depth + 1,
      reach: through(parent.reach, stats.mode),
      inode: stats.ino,
      size: stats.size,
    })
  }
}

const candidatesAt = (folder: Folder, entry: Dirent, kind: Kind, walk: Walk): readonly Candidate[] => {
  const found: Candidate[] = []
  // Whose it is makes no difference to what is never opened.
  if (entry.isSymbolicLink()) count(walk, 'symlink')
  else if (entry.isFIFO() || entry.isSocket()) count(walk, 'special')
  else
    for (const { path, at, stats } of placesAt(folder, entry.name, walk)) {
      if (isElsewhere(path, walk.spot, walk.options)) continue
      if (stats.isSymbolicLink()) count(walk, 'symlink')
      else if (!stats.isFile() || stats.dev !== walk.device) count(walk, 'special')
      else if (stats.size > (kind.bytes ?? walk.options.limits.bytes)) walk.notes.larger += 1
      else if (stats.size > 0) found.push(candidate(path, at, stats, kind, folder))
    }
  return found
}

const candidate = (path: string, at: string | Buffer, stats: Stats, kind: Kind, { reach }: Folder): Candidate => ({
  path,
  at,
  kind,
  uid: stats.uid,
  device: stats.dev,
  inode: stats.ino,
  mode: stats.mode,
  size: stats.size,
  modified: stats.mtimeMs,
  reach,
})

const notFollowed = ({ passed }: Notes): void => {
  passed.set('symlink', (passed.get('symlink') ?? 0) + 1)
}

const count = ({ notes: { passed } }: Walk, kind: Passed): void => {
  passed.set(kind, (passed.get(kind) ?? 0) + 1)
}

interface OwnPlace {
  readonly path: string
  readonly at: string | Buffer
  readonly stats: Stats
}

/** What stands under a name and belongs to the user. Several places where distinct names decode to the same text. */
const placesAt = (folder: Folder, name: string, walk: Walk): readonly OwnPlace[] => {
  const path = folder.path === '/' ? `/${name}` : `${folder.path}/${name}`
  const places: OwnPlace[] = []
  for (const at of pathsTo(folder, path, name)) {
    if (walk.looks === 0) walk.full = true
    if (walk.looks === 0) break
    walk.looks -= 1
    try {
      const stats = lstatSync(at, ifThere)
      if (stats !== undefined && isOwn(stats, walk.spot)) places.push({ path, at, stats })
    } catch (error) {
      noteFailure(error, path, folder, walk)
    }
  }
  return places
}

const ifThere = { throwIfNoEntry: false } as const

const isOwn = ({ uid }: Stats, spot: Spot): boolean => spot.uid === undefined || uid === spot.uid

/** A name that is not UTF-8 decodes with U+FFFD and can only be opened by its bytes. */
const pathsTo = (folder: Folder, path: string, name: string): (string | Buffer)[] => {
  if (typeof folder.at === 'string' && !name.includes('\uFFFD')) return [path]
  const parent = Buffer.concat([Buffer.from(folder.at), Buffer.from('/')])
  return readdirSync(folder.at, { encoding: 'buffer' })
    .filter((raw) => raw.toString() === name)
    .map((raw) => Buffer.concat([parent, raw]))
}

const noteFailure = (error: unknown, path: string, folder: Folder, walk: Walk): void => {
  if (isGone(error) || !mayHoldOurs(folder)) return
  walk.notes.failures.push({ path, reason: reasonOf(error) })
}

/** Folders below the first are the user's own; the first holds nothing of a user who cannot write there. */
const mayHoldOurs = (folder: Folder): boolean => {
  if (folder.depth > 0) return true
  try {
    accessSync(folder.at, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}
