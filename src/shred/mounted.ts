import { constants } from 'node:fs'
import type { Directory } from './directory.ts'
import type { FileLayer } from './file-layer.ts'
import { mountIdOf } from './mount.ts'
import { Refusal } from './outcome.ts'
import { O_PATH } from './walk.ts'

/** Where a folder lies: two on one file system may be different mounts of it. */
export interface Mounted {
  readonly dev: bigint
  /** Undefined where the system does not tell. */
  readonly mount: string | undefined
}

const mountOfDescriptor = async (fd: number | undefined, layer: FileLayer): Promise<string | undefined> => {
  if (fd === undefined) return undefined
  try {
    return mountIdOf(await layer.readText(`/proc/self/fdinfo/${fd}`))
  } catch {
    return undefined // Then the device alone has to do.
  }
}

/** Where an open folder lies. */
export const mountedAt = async (directory: Directory, layer: FileLayer): Promise<Mounted> => ({
  dev: (await directory.stat()).dev,
  mount: await mountOfDescriptor(directory.fd, layer),
})

const fileMountedAt = async (directory: Directory, name: Buffer, layer: FileLayer): Promise<Mounted> => {
  if (!directory.pinned) return { dev: (await layer.lstat(directory.at(name))).dev, mount: undefined }
  const file = await layer.open(directory.at(name), O_PATH | constants.O_NOFOLLOW)
  try {
    return { dev: (await file.stat()).dev, mount: await mountOfDescriptor(file.fd, layer) }
  } finally {
    await file.close()
  }
}

const guard = (there: Mounted, home: Mounted): void => {
  if (there.dev === home.dev && there.mount === home.mount) return
  throw new Refusal('is mounted there from elsewhere; --across-mounts goes there too')
}

/** Refuses a folder that is mounted within the one where the walk began. */
export const guardFolderMount = async (directory: Directory, home: Mounted, layer: FileLayer): Promise<void> =>
  guard(await mountedAt(directory, layer), home)

/** Refuses a file that is mounted by itself. */
export const guardFileMount = async (
  directory: Directory,
  name: Buffer,
  home: Mounted,
  layer: FileLayer,
): Promise<void> => guard(await fileMountedAt(directory, name, layer), home)
