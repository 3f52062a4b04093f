import type { BigIntStats } from 'node:fs'
import { type Directory, openDirectory, openWithin } from './directory.ts'
import { type FileLayer, type FilePath, nodeFileLayer } from './file-layer.ts'
import { guardGitFolder } from './guard-tracked.ts'
import { guardFolder, guardSame } from './guards.ts'
import { guardFileMount, guardFolderMount, type Mounted, mountedAt } from './mounted.ts'
import type { Recursion, ShredOptions } from './options.ts'
import { causeOf, Failure, notBegun, Refusal, type ShredOutcome } from './outcome.ts'
import { isSameFile } from './same-file.ts'
import { shredEntry } from './shred-file.ts'
import { folderTarget, shownPath, splitTarget } from './target-path.ts'

/** What became of everything below one target. */
export interface TreeOutcome {
  readonly outcomes: readonly ShredOutcome[]
  /** Folders that were removed, or would be. */
  readonly folders: readonly string[]
}

/** Each level is an open folder. */
const deepest = 200

/** A name in an open folder, and how it is called in the report. */
interface Entry {
  readonly parent: Directory
  readonly name: Buffer
  readonly path: Buffer
  readonly depth: number
}

/** Overwrites and removes every file below a folder. Follows no link and leaves the folder nowhere. */
export const shredTree = async (
  target: FilePath,
  options: ShredOptions,
  recursion: Recursion,
  layer: FileLayer = nodeFileLayer,
): Promise<TreeOutcome> => {
  const tree = new Tree(options, recursion, layer)
  await tree.target(target)
  return tree
}

class Tree implements TreeOutcome {
  readonly outcomes: ShredOutcome[] = []
  readonly folders: string[] = []
  readonly #options: ShredOptions
  readonly #recursion: Recursion
  readonly #layer: FileLayer
  #home: Mounted | undefined
  #cut = false

  constructor(options: ShredOptions, recursion: Recursion, layer: FileLayer) {
    this.#options = options
    this.#recursion = recursion
    this.#layer = layer
  }

  async target(target: FilePath): Promise<void> {
    const path = Buffer.from(target)
    await this.#telling(path, async () => {
      const { folder, name } = splitTarget(folderTarget(path), this.#options.cwd, this.#options.platform)
      const parent = await openDirectory(folder, this.#options, this.#layer)
      try {
        await this.#entry({ parent, name, path: folderTarget(path), depth: 0 })
      } finally {
        await closeQuietly(parent)
      }
    })
    if (this.#cut) {
      this.outcomes.push(notBegun(shownPath(path), 'was not gone through to its end, because the work was interrupted'))
    }
  }

  /** Whether nothing of the entry stays. */
  async #entry(entry: Entry): Promise<boolean> {
    return this.#telling(entry.path, async () => {
      const facts = await this.#layer.lstat(entry.parent.at(entry.name))
      return facts.isDirectory() ? this.#folder(entry, facts) : this.#file(entry, facts)
    })
  }

  async #file({ parent, name, path }: Entry, facts: BigIntStats): Promise<boolean> {
    // What is mounted over a name is a file of another folder.
    if (facts.isFile() && this.#home !== undefined && !this.#recursion.acrossMounts) {
      await guardFileMount(parent, name, this.#home, this.#layer)
    }
    const outcome = await shredEntry(parent, name, shownPath(path), this.#options, this.#layer)
    this.outcomes.push(outcome)
    return outcome.status === 'shredded' || outcome.status === 'removed-not-sanitized'
  }

  async #folder(entry: Entry, facts: BigIntStats): Promise<boolean> {
    guardFolder(facts, this.#options)
    guardGitFolder(entry.name, this.#options)
    if (entry.depth > deepest) throw new Refusal(`is nested more than ${deepest} folders deep; begin further down`)
    const folder = await openWithin(entry.parent, entry.name, this.#options.platform, this.#layer)
    try {
      await this.#guardOpen(folder, facts)
      const empty = await this.#entries(folder, entry)
      return await this.#remove(entry, facts, empty)
    } finally {
      await closeQuietly(folder)
    }
  }

  async #guardOpen(folder: Directory, before: BigIntStats): Promise<void> {
    const facts = await folder.stat()
    guardSame(facts, before)
    guardFolder(facts, this.#options)
    if (this.#home === undefined) this.#home = await mountedAt(folder, this.#layer)
    else if (!this.#recursion.acrossMounts) await guardFolderMount(folder, this.#home, this.#layer)
  }

  async #entries(parent: Directory, { path, depth }: Entry): Promise<boolean> {
    let empty = true
    for (const name of [...(await parent.names())].sort(Buffer.compare)) {
      if (this.#options.signal?.aborted) {
        this.#cut = true
        return false
      }
      const entry = { parent, name, path: Buffer.concat([path, Buffer.from('/'), name]), depth: depth + 1 }
      if (!(await this.#entry(entry))) empty = false
    }
    return empty
  }

  /** Removes the folder if it is empty; nobody is told of one that is not because of what was told before. */
  async #remove({ parent, name, path }: Entry, facts: BigIntStats, empty: boolean): Promise<boolean> {
    if (this.#recursion.keepFolders || !empty) return false
    if (!this.#options.dryRun) await this.#removeEmpty(parent, name, facts)
    this.folders.push(shownPath(path))
    return true
  }

  async #removeEmpty(parent: Directory, name: Buffer, facts: BigIntStats): Promise<void> {
    try {
      if (!isSameFile(await this.#layer.lstat(parent.at(name)), facts)) throw new Error('another one has its name now')
      await this.#layer.rmdir(parent.at(name))
      await parent.sync()
    } catch (error) {
      throw new Failure(`is a folder whose files were removed and that could not be removed itself: ${causeOf(error)}`)
    }
  }

  /** Puts what stopped the work on one name into the report, and goes on. */
  async #telling<Result>(path: Buffer, work: () => Promise<Result>): Promise<Result | false> {
    try {
      return await work()
    } catch (error) {
      this.outcomes.push({ ...notBegun(shownPath(path), reasonOf(error)), status: statusOf(error) })
      return false
    }
  }
}

const statusOf = (error: unknown): 'refused' | 'failed' => (error instanceof Refusal ? 'refused' : 'failed')

const reasonOf = (error: unknown): string => {
  if (error instanceof Refusal || error instanceof Failure) return error.message
  return `could not be shredded: ${causeOf(error)}`
}

const closeQuietly = async (held: { close(): Promise<void> }): Promise<void> => {
  try {
    await held.close()
  } catch {
    // Only looked through, so there is nothing to lose.
  }
}
