import { lstatSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { ObjectReader } from '../git/blobs.ts'
import { changedOnDisk } from '../git/changed-on-disk.ts'
import { isIgnored } from '../git/ignored.ts'
import { mayIndexHold } from '../git/index-bytes.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import { textconvOf } from '../git/textconv.ts'
import { indexFiles, treeFiles } from '../git/tree-files.ts'
import type { Repository } from '../model/rule.ts'
import { readRegular } from './files.ts'
import { displayPath } from './git-units.ts'

const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}

const askedOnce = (ask: (about: string) => boolean): ((about: string) => boolean) => {
  const answers = new Map<string, boolean>()
  return (about) => {
    const answer = answers.get(about) ?? ask(about)
    answers.set(about, answer)
    return answer
  }
}

const shown = (files: readonly { path: Buffer }[]): string[] => files.map((file) => displayPath(file.path))

const blobAt = async (reader: ObjectReader, name: string): Promise<Uint8Array | undefined> => {
  const object = await reader.read(name)
  return object?.type === 'blob' ? object.bytes : undefined
}

/** The state that the next commit records. */
export const indexState = (place: RepositoryPlace, reader: ObjectReader): Repository => ({
  root: place.root,
  read: (path) => blobAt(reader, `:${path}`),
  list: once(async () => shown(await indexFiles({ ...place, cwd: place.root }))),
  onDisk: async (path) => regularIfThere(join(place.root, path)),
  mayTrack: askedOnce((ending) => mayIndexHold(place, ending)),
})

/** The state that a commit recorded. */
export const commitState = (place: RepositoryPlace, reader: ObjectReader, commit: string): Repository => ({
  root: place.root,
  read: (path) => blobAt(reader, `${commit}:${path}`),
  list: once(async () => shown(await treeFiles(place, commit))),
})

/** Where a symbolic link leads, which is what git stores of it. */
const linkText = (path: string): Uint8Array | undefined =>
  lstatSync(path).isSymbolicLink() ? readlinkSync(path, { encoding: 'buffer' }) : undefined

const readIfThere = async (path: string): Promise<Uint8Array | undefined> => {
  try {
    return readRegular(path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ELOOP') return linkText(path)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw error
  }
}

/** Nothing for a symbolic link, a folder, or a file that is not there. */
const regularIfThere = (path: string): Uint8Array | undefined =>
  lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readRegular(path) : undefined

/** What git knows about files on disk beside their content. */
const beside = (place: RepositoryPlace, reader: ObjectReader): Pick<Repository, 'staged' | 'ignores' | 'textconv'> => {
  const atTop = { ...place, cwd: place.root }
  const changed = once(async () => {
    const files = (await changedOnDisk(atTop)).map(({ path, oid }) => [displayPath(path), oid] as const)
    return new Map(files)
  })
  return {
    staged: async (path) => {
      const oid = (await changed()).get(path)
      return oid === undefined ? undefined : blobAt(reader, oid)
    },
    ignores: (path) => isIgnored(atTop, path),
    textconv: once(() => textconvOf(atTop)),
  }
}

/** The state on disk of a working tree, and how it differs from the index. */
export const worktreeState = (place: RepositoryPlace, reader: ObjectReader): Repository => ({
  ...diskState(place.root, place),
  ...beside(place, reader),
})

/** The state on disk; outside of a repository nothing is tracked. */
export const diskState = (root: string, place?: RepositoryPlace): Repository => ({
  root,
  read: (path) => readIfThere(join(root, path)),
  list: once(async () => (place === undefined ? [] : shown(await indexFiles({ ...place, cwd: place.root })))),
})
