import { lstatSync } from 'node:fs'
import type { ObjectReader } from '../git/blobs.ts'
import { isSubmodule, isSymlink } from '../git/raw-changes.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import type { TreeFile, UntrackedFiles } from '../git/tree-files.ts'
import type { Origin, ReadFailure, Source, Unit } from '../model/unit.ts'
import { isDependency } from './dependencies.ts'
import { fileUnit, newTally, pass, standing, type Tally, unitAt } from './files.ts'
import { below, filesBelow } from './folder.ts'
import { blobUnit, displayPath, objectOrFailure } from './git-units.ts'

export interface WorktreeFiles {
  readonly tracked: readonly TreeFile[]
  readonly untracked: UntrackedFiles
  /** Read installed dependencies too. */
  readonly dependencies: boolean
}

interface Worktree extends WorktreeFiles {
  readonly place: RepositoryPlace
  readonly reader: ObjectReader
  readonly tally: Tally
}

const origin: Origin = { from: 'worktree' }

/** Every file below a folder of the working tree, which git does not list. */
function* folderUnits({ place, tally, dependencies }: Worktree, path: Buffer): Generator<Unit | undefined> {
  const folder = below(place.root, path)
  const shown = (inside: string): string => (inside === '' ? displayPath(path) : `${displayPath(path)}/${inside}`)
  for (const { name, inside, entry } of filesBelow(folder, shown, { tally, dependencies })) {
    yield fileUnit(name, shown(inside), origin, tally, entry)
  }
}

/** A tracked file that is not on disk (sparse checkout, deleted): as the index holds it. */
const indexUnit = async ({ place, reader, tally }: Worktree, file: TreeFile): Promise<Unit | undefined> => {
  const path = displayPath(file.path)
  if (isSubmodule(file.mode)) pass(tally, 'submodule')
  else if (isSymlink(file.mode)) pass(tally, 'symlink')
  else {
    const object = await objectOrFailure(reader, file.oid, path, tally.failures)
    if (object !== undefined) return blobUnit(place, path, { from: 'index' }, object)
  }
  return undefined
}

const isRepository = (folder: Buffer): boolean =>
  lstatSync(below(folder, Buffer.from('.git')), { throwIfNoEntry: false }) !== undefined

/** A folder at a tracked path. What lies in the place of a submodule that is not checked out, git never lists. */
function* folderInPlace(tree: Worktree, file: TreeFile): Generator<Unit | undefined> {
  pass(tree.tally, isSubmodule(file.mode) ? 'submodule' : 'special')
  if (isSubmodule(file.mode) && !isRepository(below(tree.place.root, file.path))) yield* folderUnits(tree, file.path)
}

/** A tracked file as it lies on disk: what the index says it is may have been replaced. */
async function* trackedUnits(tree: Worktree, file: TreeFile): AsyncGenerator<Unit | undefined> {
  const name = below(tree.place.root, file.path)
  const path = displayPath(file.path)
  const stats = standing(name, path, tree.tally)
  if (stats === undefined || stats === 'absent') yield await indexUnit(tree, file)
  else if (stats.isDirectory()) yield* folderInPlace(tree, file)
  else yield unitAt(name, path, origin, stats, tree.tally)
}

const slash = 0x2f

function* untrackedUnits(tree: Worktree, path: Buffer): Generator<Unit | undefined> {
  const { place, tally, dependencies } = tree
  const shown = displayPath(path)
  if (!dependencies && isDependency(shown)) return pass(tally, 'dependency')
  if (path.at(-1) === slash) return yield* folderUnits(tree, path.subarray(0, -1))
  const name = below(place.root, path)
  const stats = standing(name, shown, tally)
  if (stats !== undefined && stats !== 'absent') yield unitAt(name, shown, origin, stats, tally)
}

const unreadableFolders = ({ untracked, dependencies }: Worktree): ReadFailure[] =>
  untracked.unreadable.filter(({ path }) => dependencies || !isDependency(`${path}/`))

async function* unitsOf(tree: Worktree): AsyncGenerator<Unit | undefined> {
  tree.tally.failures.push(...unreadableFolders(tree))
  for (const file of tree.tracked) yield* trackedUnits(tree, file)
  for (const path of tree.untracked.paths) yield* untrackedUnits(tree, path)
}

/** The working tree: tracked, untracked and ignored files. */
export const worktreeSource = (place: RepositoryPlace, reader: ObjectReader, files: WorktreeFiles): Source => {
  const tally = newTally()
  return {
    name: 'worktree',
    offers: new Set(['content', 'path', 'versions', 'repository', 'history', 'machine']),
    ...tally,
    async *units() {
      for await (const unit of unitsOf({ ...files, place, reader, tally })) if (unit !== undefined) yield unit
    },
  }
}
