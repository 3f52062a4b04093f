import { constants } from 'node:fs'
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
  sync(): Promise<void>
  close(): Promise<void>
}

const readable = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0)

const pinnedDirectory = async (folder: Buffer, uid: number | undefined, layer: FileLayer): Promise<Directory> => {
  const place = await walkTo(folder, uid, layer)
  let handle: OpenFile
  let path: Buffer
  try {
    path = await layer.readlink(`/proc/self/fd/${place.fd}`)
    handle = await layer.open(below(place, Buffer.from('.')), readable)
  } finally {
    await place.close()
  }
  return {
    pinned: true,
    path,
    fd: handle.fd,
    at: (name) => below(handle, name),
    sync: () => handle.sync(),
    close: () => handle.close(),
  }
}

const namedDirectory = async (folder: Buffer, platform: NodeJS.Platform, layer: FileLayer): Promise<Directory> => {
  const path = await layer.realpath(folder)
  // Windows opens no folder and has nothing to sync there.
  const handle = platform === 'win32' ? undefined : await layer.open(path, readable)
  return {
    pinned: false,
    path,
    at: (name) => Buffer.concat([path, Buffer.from('/'), name]),
    sync: async () => handle?.sync(),
    close: async () => handle?.close(),
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
