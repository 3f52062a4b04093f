import { accessSync, constants, type Dir, type Dirent, lstatSync, opendirSync, readdirSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { reasonOf } from '../../model/errors.ts'
import type { Passed, ReadFailure } from '../../model/unit.ts'
import { isGone } from './codes.ts'
import { isPlaintextName } from './names.ts'
import type { MachineOptions } from './options.ts'
import { open, type Reach, through } from './readers.ts'

/** A file that may hold plaintext. `path` is for people, `at` for opening: a name need not be UTF-8. */
export interface Candidate {
  readonly path: string
  readonly at: string | Buffer
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
  larger: number
}

interface Folder {
  readonly path: string
  readonly at: string | Buffer
  readonly depth: number
  readonly reach: Reach
}

interface Walk {
  readonly device: number
  readonly options: MachineOptions
  readonly notes: Notes
  left: number
  full: boolean
}

/** Regular files with a telling name that belong to the user, the ones nearest to `root` first. */
export function* candidatesUnder(root: string, options: MachineOptions, notes: Notes): Generator<Candidate> {
  if (options.exclude(root)) return
  const stats = statsOf(root)
  if (stats === undefined || !stats.isDirectory()) return
  const walk: Walk = { device: stats.dev, options, notes, left: options.limits.entries, full: false }
  const folders: Folder[] = [{ path: root, at: root, depth: 0, reach: reachOf(root) }]
  for (const folder of folders) {
    const entries = entriesOf(folder, walk)
    if (folder.depth > 0 && isRepository(entries)) continue
    for (const entry of entries) {
      if (entry.isDirectory()) folders.push(...foldersAt(folder, entry.name, walk))
      else if (isPlaintextName(entry.name)) yield* candidatesAt(folder, entry.name, walk)
    }
    if (walk.full) break
  }
  if (walk.full) notes.failures.push(tooMany(root, options.limits.entries))
}

const tooMany = (root: string, limit: number): ReadFailure => ({
  path: root,
  reason: `more than ${limit} entries: the rest was not searched for leftovers`,
})

/** At most as many entries as are left to be looked at. */
const entriesOf = (folder: Folder, walk: Walk): Dirent[] => {
  const entries: Dirent[] = []
  let directory: Dir | undefined
  try {
    directory = opendirSync(folder.at, { bufferSize: 1024 })
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      if (walk.left === 0) walk.full = true
      if (walk.full) break
      entries.push(entry)
      walk.left -= 1
    }
  } catch (error) {
    noteFailure(error, folder.path, folder, walk)
  } finally {
    directory?.closeSync()
  }
  return entries
}

/** A working tree or a bare repository is examined when somebody works in it. */
const isRepository = (entries: readonly Dirent[]): boolean => {
  const names = new Set(entries.map(({ name }) => name))
  return names.has('.git') || (names.has('HEAD') && names.has('objects') && names.has('refs'))
}

const reachOf = (directory: string): Reach => {
  const above = dirname(directory)
  const before = above === directory ? open : reachOf(above)
  const stats = statsOf(directory)
  return stats === undefined ? before : through(before, stats.mode)
}

const statsOf = (directory: string): Stats | undefined => lstatSync(directory, { throwIfNoEntry: false })

/** Of systemd's private folders only root could look into, and they belong to running services. */
const isForeignByName = (name: string): boolean => name.startsWith('systemd-private-')

function* foldersAt(parent: Folder, name: string, walk: Walk): Generator<Folder> {
  if (parent.depth + 1 >= walk.options.limits.depth || isForeignByName(name)) return
  if (name === 'node_modules') return count(walk, 'dependency')
  for (const { path, at, stats } of placesAt(parent, name, walk)) {
    if (!stats.isDirectory() || stats.dev !== walk.device) continue
    if (walk.options.exclude(path) || walk.options.directories.includes(path)) continue
    yield { path, at, depth: parent.depth + 1, reach: through(parent.reach, stats.mode) }
  }
}

function* candidatesAt(folder: Folder, name: string, walk: Walk): Generator<Candidate> {
  for (const { path, at, stats } of placesAt(folder, name, walk)) {
    if (walk.options.exclude(path)) continue
    if (stats.isSymbolicLink()) count(walk, 'symlink')
    else if (!stats.isFile()) count(walk, 'special')
    else if (stats.size > walk.options.limits.bytes) walk.notes.larger += 1
    else if (stats.size > 0) yield candidate(path, at, stats, folder)
  }
}

const candidate = (path: string, at: string | Buffer, stats: Stats, { reach }: Folder): Candidate => ({
  path,
  at,
  mode: stats.mode,
  size: stats.size,
  modified: stats.mtimeMs,
  reach,
})

const count = ({ notes: { passed } }: Walk, kind: Passed): void => {
  passed.set(kind, (passed.get(kind) ?? 0) + 1)
}

interface OwnPlace {
  readonly path: string
  readonly at: string | Buffer
  readonly stats: Stats
}

/** What stands under a name and belongs to the user. Several places where distinct names decode to the same text. */
function* placesAt(folder: Folder, name: string, walk: Walk): Generator<OwnPlace> {
  const path = join(folder.path, name)
  for (const at of pathsTo(folder, name)) {
    try {
      const stats = lstatSync(at)
      if (stats.uid === walk.options.uid) yield { path, at, stats }
    } catch (error) {
      noteFailure(error, path, folder, walk)
    }
  }
}

/** A name that is not UTF-8 decodes with U+FFFD and can only be opened by its bytes. */
const pathsTo = (folder: Folder, name: string): (string | Buffer)[] => {
  if (typeof folder.at === 'string' && !name.includes('\uFFFD')) return [join(folder.at, name)]
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
