import { type BigIntStats, constants } from 'node:fs'
import type { FileLayer, FilePath, OpenFile } from './file-layer.ts'
import { below, walkTo } from './walk.ts'

/** The folder that holds a target. */
export interface Directory {
  /** False where every step looks its name up from the root again, because the system has no /proc. */
  readonly pinned: boolean
  /** Absolute and free of symbolic links. */
  readonly path: Buffer
  /** The open folder; undefined where it is not held open by the system's /proc. */
  readonly fd?: number
  at(name: Buffer): FilePath
  /** What the folder itself is. */
  stat(): Promise<BigIntStats>
  /** The names in it. */
  names(): Promise<readonly Buffer[]>
  sync(): Promise<void>
  close(): Promise<void>
}

const readable = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0)

const slash = Buffer.from('/')

const pinned = (handle: OpenFile, path: Buffer, layer: FileLayer): Directory => ({
  pinned: true,
  path,
  fd: handle.fd,
  at: (name) => below(handle, name),
  stat: () => handle.stat(),
  names: () => layer.entries(`/proc/self/fd/${handle.fd}`),
  sync: () => handle.sync(),
  close: () => handle.close(),
})

const pathOf = (place: OpenFile, layer: FileLayer): Promise<Buffer> => layer.readlink(`/proc/self/fd/${place.fd}`)

const pinnedDirectory = async (folder: Buffer, uid: number | undefined, layer: FileLayer): Promise<Directory> => {
  const place = await walkTo(folder, uid, layer)
  try {
    const path = await pathOf(place, layer)
    return pinned(await layer.open(below(place, Buffer.from('.')), readable), path, layer)
  } finally {
    await place.close()
  }
}

const named = async (path: Buffer, flags: number, platform: NodeJS.Platform, layer: FileLayer): Promise<Directory> => {
  // Windows opens no folder and has nothing to sync there.
  const handle = platform === 'win32' ? undefined : await layer.open(path, flags)
  return {
    pinned: false,
    path,
    at: (name) => Buffer.concat([path, slash, name]),
    stat: () => handle?.stat() ?? layer.lstat(path),
    names: () => layer.entries(path),
    sync: async () => handle?.sync(),
    close: async () => handle?.close(),
  }
}

const namedDirectory = async (folder: Buffer, platform: NodeJS.Platform, layer: FileLayer): Promise<Directory> =>
  named(await layer.realpath(folder), readable, platform, layer)

/** Opens a folder within an open one, never through a link. */
export const openWithin = async (
  directory: Directory,
  name: Buffer,
  platform: NodeJS.Platform,
  layer: FileLayer,
): Promise<Directory> => {
  const flags = readable | (constants.O_NOFOLLOW ?? 0)
  if (!directory.pinned) return named(Buffer.concat([directory.path, slash, name]), flags, platform, layer)
  const handle = await layer.open(directory.at(name), flags)
  try {
    return pinned(handle, await pathOf(handle, layer), layer)
  } catch (error) {
    await handle.close()
    throw error
  }
}

const hasProc = async (layer: FileLayer): Promise<boolean> => {
  try {
    return (await layer.lstat('/proc/self/fd')).isDirectory()
  } catch {
    return false
  }
}

/** Opens the folder of a target: held open for the whole work on Linux, by its real path elsewhere. */
export const openDirectory = async (
  folder: Buffer,
  { platform, uid }: { readonly platform: NodeJS.Platform; readonly uid: number | undefined },
  layer: FileLayer,
): Promise<Directory> =>
  platform === 'linux' && (await hasProc(layer))
    ? pinnedDirectory(folder, uid, layer)
    : namedDirectory(folder, platform, layer)
