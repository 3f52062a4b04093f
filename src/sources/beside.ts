import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import type { Passed, ReadFailure, Source, Unit } from '../model/unit.ts'
import { isDependencyFolder } from './dependencies.ts'
import { isPlaintextName } from './machine/names.ts'
import { readOwnFile } from './machine/own-file.ts'

export interface BesideOptions {
  /** Absolute. */
  readonly root: string
  readonly uid: number
  /** Folders that hold tracked files, relative to the root, the most telling first. */
  readonly folders: readonly string[]
  isTracked(path: string): boolean
  /** Everything is looked at, however long it takes. */
  readonly strict?: boolean
}

export interface BesideSource extends Source {
  /** Folders that the limits left out. */
  left: number
}

// A folder itself grows with the number of its entries, to a megabyte with some ten thousand.
const hookLimits = { folders: 200, entries: 10_000, folderBytes: 1024 * 1024, files: 50, bytes: 256 * 1024 }

const noLimits: typeof hookLimits = {
  folders: Number.POSITIVE_INFINITY,
  entries: Number.POSITIVE_INFINITY,
  folderBytes: Number.POSITIVE_INFINITY,
  files: Number.POSITIVE_INFINITY,
  bytes: 1024 * 1024,
}

const limitsOf = ({ strict }: BesideOptions): typeof hookLimits => (strict ? noLimits : hookLimits)

// What editors and merges append to a name, beside the names of plaintext files.
const leftoverName = /~$|\.(?:bak|orig|rej|save|tmp|swp)$|^#.*#$|\.(?:dec|decrypted|plain|clear)\b/

interface Candidate {
  readonly path: string
  readonly stats: Stats
}

/**
 * Untracked and ignored files that stand beside tracked ones, by names of plaintext and of leftovers alone. Git is not
 * asked: it would walk through everything that is ignored.
 */
export const besideSource = (options: BesideOptions): BesideSource => {
  const passed = new Map<Passed, number>()
  const failures: ReadFailure[] = []
  const source: BesideSource = {
    name: 'beside tracked files',
    offers: new Set(['content', 'path', 'machine']),
    passed,
    failures,
    left: 0,
    async *units() {
      const { candidates, left } = candidatesOf(options)
      source.left = left
      for (const { path } of newest(candidates, options)) {
        const read = readOwnFile(join(options.root, path), options.uid, limitsOf(options).bytes)
        if (read.kind === 'content') yield unitOf(path, read.bytes)
        else if (read.kind === 'failed') failures.push({ path, reason: read.reason })
      }
    },
  }
  return source
}

const newest = (candidates: readonly Candidate[], options: BesideOptions): readonly Candidate[] =>
  [...candidates].sort((a, b) => b.stats.mtimeMs - a.stats.mtimeMs).slice(0, limitsOf(options).files)

const candidatesOf = (options: BesideOptions): { candidates: readonly Candidate[]; left: number } => {
  const candidates: Candidate[] = []
  const limits = limitsOf(options)
  let entries = limits.entries
  let done = 0
  for (const folder of options.folders.slice(0, limits.folders)) {
    if (entries <= 0) break
    const found = entriesOf(join(options.root, folder), limits.folderBytes)
    if (found === undefined) continue
    entries -= found.length
    done++
    for (const { name } of found.filter(isCandidate)) candidates.push(...candidateAt(folder, name, options))
  }
  return { candidates, left: options.folders.length - done + Math.max(0, candidates.length - limits.files) }
}

const isCandidate = (entry: Dirent): boolean =>
  entry.isFile() && (isPlaintextName(entry.name) || leftoverName.test(entry.name))

/** Undefined for a folder that is too large to be listed in a hook. */
const entriesOf = (folder: string, mostBytes: number): Dirent[] | undefined => {
  try {
    const { size } = lstatSync(folder)
    return size > mostBytes ? undefined : readdirSync(folder, { withFileTypes: true })
  } catch {
    return [] // gone, or not the user's to look into
  }
}

const candidateAt = (folder: string, name: string, options: BesideOptions): Candidate[] => {
  const path = folder === '' ? name : `${folder}/${name}`
  if (options.isTracked(path)) return []
  const stats = lstatSync(join(options.root, path), { throwIfNoEntry: false })
  const isWanted =
    stats?.isFile() && stats.uid === options.uid && stats.size > 0 && stats.size <= limitsOf(options).bytes
  return stats !== undefined && isWanted ? [{ path, stats }] : []
}

/** The folders to look into, the most telling first: the top, those of the change, those of secrets, the others. */
export const besideFolders = (changed: readonly string[], tracked: Iterable<string>): readonly string[] => {
  const folders = [...tracked].filter((folder) => !folder.split('/').some(isDependencyFolder))
  return [
    ...new Set(['', ...changed, ...folders.filter((folder) => /secret|sops|cred|env|key/i.test(folder)), ...folders]),
  ]
}

const unitOf = (path: string, content: Uint8Array): Unit => ({
  path,
  origin: { from: 'machine' },
  size: content.length,
  bytes: () => content,
  async *chunks() {
    yield content
  },
})
