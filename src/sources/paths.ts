import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { reasonOf, UserError } from '../model/errors.ts'
import type { Origin, Source, Unit } from '../model/unit.ts'
import { isDependency } from './dependencies.ts'
import { fileUnit, isAbsent, newTally, type Tally, unitAt } from './files.ts'
import { filesBelow } from './folder.ts'
import { namedStream } from './named-stream.ts'
import { matchesOf } from './pattern.ts'
import { streamUnit } from './stdin.ts'

/** What the user named, and how it is to be read. */
export interface NamedPaths {
  readonly cwd: string
  /** Paths inside are shown relative to it. */
  readonly root: string
  /** Files, folders or glob patterns, relative to `cwd`. */
  readonly paths: readonly string[]
  /** Read installed dependencies too. */
  readonly dependencies: boolean
  /** What `/dev/stdin` stands for. */
  readonly stdin: AsyncIterable<Uint8Array>
  /** Streams above this many bytes are read in pieces. */
  readonly holdBytes: number
}

/** How a path is shown: relative to `root` when it lies inside, absolute otherwise; always with `/`. */
export const shownPath = (root: string, path: string): string => {
  const inside = relative(root, path)
  const shown = inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside
  return sep === '/' ? shown : shown.replaceAll(sep, '/')
}

/** How what lies inside a folder is shown: worked out once, unless the root itself lies somewhere inside. */
const showingBelow = (root: string, path: string): ((inside: string) => string) => {
  const top = shownPath(root, path)
  if (!relative(path, root).startsWith('..')) return (inside) => shownPath(root, join(path, inside))
  return (inside) => (inside === '' ? top : `${top}/${inside}`)
}

const origin: Origin = { from: 'worktree' }

const isThere = (path: string): boolean => {
  try {
    lstatSync(path)
    return true
  } catch {
    return false
  }
}

/** What stands at a path; a link is followed, because the user named it. */
const followed = (path: string): Stats | undefined => {
  try {
    return statSync(path)
  } catch (error) {
    if (isAbsent(error) && !isThere(path)) return undefined
    throw error
  }
}

function* folderUnits({ root, ...named }: NamedPaths, path: string, tally: Tally): Generator<Unit | undefined> {
  const folder = realpathSync.native(path, 'buffer')
  const dependencies = named.dependencies || isDependency(`${path}/`)
  const shown = showingBelow(root, path)
  for (const { name, inside, entry } of filesBelow(folder, shown, { tally, dependencies })) {
    yield fileUnit(name, shown(inside), origin, tally, entry)
  }
}

async function* patternUnits(named: NamedPaths, pattern: string, tally: Tally): AsyncGenerator<Unit | undefined> {
  const { cwd, root, dependencies } = named
  const shown = (path: string): string => shownPath(root, resolve(path))
  const names = await matchesOf(cwd, pattern, shown, { tally, dependencies })
  if (names === undefined) throw new UserError(`${resolve(cwd, pattern)}: ENOENT; name files or folders that exist`)
  if (names.length === 0) throw new UserError(`${pattern}: no such file, and as a pattern it matches nothing`)
  for (const name of names) yield fileUnit(name, shown(name.toString()), origin, tally)
}

async function* unitsOf(named: NamedPaths, path: string, tally: Tally): AsyncGenerator<Unit | undefined> {
  const full = resolve(named.cwd, path)
  const shown = shownPath(named.root, full)
  const stats = followed(full)
  if (stats === undefined) return yield* patternUnits(named, path, tally)
  const stream = namedStream(full, stats, named.stdin)
  if (stream !== undefined) yield await streamUnit(stream, shown, named.holdBytes)
  else if (stats.isDirectory()) yield* folderUnits(named, full, tally)
  else if (stats.isFile()) yield unitAt(realpathSync.native(full, 'buffer'), shown, origin, stats, tally)
  else
    tally.failures.push({ path: shown, reason: 'is neither a file nor a folder; pipe a stream in: leaktight scan -' })
}

/** The same; what cannot be read, and a path that gives nothing to look at, is a failure. */
async function* examinableUnits(named: NamedPaths, path: string, tally: Tally): AsyncGenerator<Unit> {
  const failed = tally.failures.length
  let units = 0
  try {
    for await (const unit of unitsOf(named, path, tally)) {
      if (unit === undefined) continue
      units++
      yield unit
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    tally.failures.push({ path, reason: reasonOf(error) })
  }
  if (units === 0 && tally.failures.length === failed) {
    tally.failures.push({ path, reason: 'nothing was examined: no file that is read lies there' })
  }
}

/** Files, folders and patterns named by the user; a folder is read in full. */
export const pathsSource = (named: NamedPaths): Source => {
  const tally = newTally()
  return {
    name: 'scan',
    offers: new Set(['content', 'path', 'repository']),
    ...tally,
    async *units() {
      for (const path of named.paths) yield* examinableUnits(named, path, tally)
    },
  }
}
