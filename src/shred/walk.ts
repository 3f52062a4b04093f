import { type BigIntStats, constants } from 'node:fs'
import type { FileLayer, FilePath, OpenFile } from './file-layer.ts'
import { Refusal } from './outcome.ts'
import { isSameFile } from './same-file.ts'

/** Linux: opens a name without reading, following or triggering what it names. Node has no constant for it. */
export const O_PATH = 0o10000000

/** The most symbolic links Linux follows in one path. */
const mostLinks = 40

const writableByOthers = 0o022n

/** A name below an open folder: what `openat` is for, which Node lacks. */
export const below = (folder: OpenFile, name: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`/proc/self/fd/${folder.fd}/`), name])

const componentsOf = (path: Buffer): Buffer[] =>
  path
    .toString('latin1')
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .map((name) => Buffer.from(name, 'latin1'))

/** Who may lead a path where they like. */
interface Trusted {
  readonly uid: number | undefined
  /** The owner of `/`: root, also as a container calls the root of its host. */
  readonly system: bigint
}

/**
 * Where a link lies that others may have put there, to lead elsewhere. Stricter than `fs.protected_symlinks`, which not
 * every system has switched on and which knows sticky folders alone.
 */
const strangePlace = (link: BigIntStats, folder: BigIntStats, { uid, system }: Trusted): string | undefined => {
  if (uid === undefined || link.uid === BigInt(uid)) return undefined
  if (![BigInt(uid), 0n, system].includes(folder.uid)) return 'in a folder of theirs'
  if ((folder.mode & writableByOthers) === 0n || link.uid === folder.uid) return undefined
  return 'in a folder that others may write to'
}

const openFolder = (path: FilePath, layer: FileLayer): Promise<OpenFile> =>
  layer.open(path, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW)

/** Where a link on the way points, if it is one that may be followed. */
const targetOf = async (
  folder: OpenFile,
  name: Buffer,
  link: BigIntStats,
  uid: number | undefined,
  layer: FileLayer,
) => {
  const { uid: system } = await layer.lstat('/')
  const strange = strangePlace(link, await folder.stat(), { uid, system })
  if (strange !== undefined) {
    throw new Refusal(`lies behind a symbolic link that another user made ${strange}; name it by its real path`)
  }
  const target = await layer.readlink(below(folder, name))
  if (!isSameFile(link, await layer.lstat(below(folder, name)))) throw new Refusal('was moved while it was looked up')
  return target
}

/**
 * Opens a folder by stepping from the root, one name at a time, so that nobody can put a symbolic link in between.
 * The handle is for looking names up only.
 */
export const walkTo = async (path: Buffer, uid: number | undefined, layer: FileLayer): Promise<OpenFile> => {
  const pending = componentsOf(path)
  let links = 0
  let here = await openFolder('/', layer)
  try {
    for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
      const facts = await layer.lstat(below(here, name))
      let next: OpenFile
      if (facts.isSymbolicLink()) {
        links += 1
        if (links > mostLinks) throw new Refusal('lies behind too many symbolic links')
        const target = await targetOf(here, name, facts, uid, layer)
        pending.unshift(...componentsOf(target))
        if (target[0] !== 0x2f) continue
        next = await openFolder('/', layer)
      } else {
        next = await openFolder(below(here, name), layer)
      }
      await here.close()
      here = next
    }
    return here
  } catch (error) {
    await here.close()
    throw error
  }
}
