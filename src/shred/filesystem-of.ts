import type { FileLayer, OpenFile } from './file-layer.ts'
import { type Filesystem, type FilesystemFacts, judgeFilesystem } from './filesystem.ts'
import { findMount, type Mount, mountIdOf } from './mount.ts'

const readOrNothing = async (path: string, layer: FileLayer): Promise<string> => {
  try {
    return await layer.readText(path)
  } catch {
    return ''
  }
}

const mountOf = async (file: OpenFile, layer: FileLayer): Promise<Mount | undefined> => {
  const id = mountIdOf(await readOrNothing(`/proc/self/fdinfo/${file.fd}`, layer))
  return id === undefined ? undefined : findMount(await readOrNothing('/proc/self/mountinfo', layer), id)
}

/** The mount table leaves out options that come from the superblock (`tune2fs -o journal_data`); /proc/fs does not. */
const extOptions = async (mount: Mount, layer: FileLayer): Promise<readonly string[]> => {
  if (!mount.type.startsWith('ext')) return []
  try {
    const device = (await layer.readlink(`/sys/dev/block/${mount.device}`)).toString('utf8').split('/').at(-1)
    return (await layer.readText(`/proc/fs/${mount.type}/${device}/options`)).split('\n')
  } catch {
    return []
  }
}

/** ext4 counts the sectors of inline contents singly, those of blocks in whole blocks. */
const isInline = async (file: OpenFile): Promise<boolean> => {
  const { blocks, blksize } = await file.stat()
  return (blocks * 512n) % blksize !== 0n
}

const linuxFilesystemOf = async (file: OpenFile, layer: FileLayer): Promise<Filesystem> => {
  const mount = await mountOf(file, layer)
  const facts: FilesystemFacts = {
    type: await layer.statfsType(`/proc/self/fd/${file.fd}`),
    options: mount === undefined ? [] : [...mount.options, ...(await extOptions(mount, layer))],
    inline: await isInline(file),
  }
  return judgeFilesystem(mount === undefined ? facts : { ...facts, mountedAs: mount.type })
}

const unpinned = (platform: NodeJS.Platform): Filesystem => ({
  name: 'unknown',
  overwrites: false,
  note: `on this system (${platform}, without /proc) it cannot be known whether files are overwritten in place, and the file was found by its path at each step`,
})

/** Asks which file system holds an open file and whether overwriting is effective there. */
export const filesystemOf = (
  file: OpenFile,
  { pinned }: { readonly pinned: boolean },
  platform: NodeJS.Platform,
  layer: FileLayer,
): Promise<Filesystem> => (pinned ? linuxFilesystemOf(file, layer) : Promise.resolve(unpinned(platform)))
