import { type BlockDevice, deviceOf } from './block-device.ts'
import type { Directory } from './directory.ts'
import { type Extent, readExtents, stayedInPlace } from './extents.ts'
import type { FileLayer, OpenFile } from './file-layer.ts'
import { type Filesystem, type FilesystemFacts, judgeFilesystem } from './filesystem.ts'
import { btrfs, ext, ntfs, tmpfs, xfs } from './filesystem-kinds.ts'
import { findMount, type Mount, mountIdOf } from './mount.ts'
import { lowerCopyOf } from './overlay.ts'
import { type FileProbe, readAttributes } from './probe.ts'
import { swapWords } from './swap.ts'
import { O_PATH } from './walk.ts'

/** A file to ask about, and how. */
export interface Place {
  readonly file: OpenFile
  readonly directory: Pick<Directory, 'pinned' | 'fd'> & { readonly path?: Buffer }
  /** Undefined for a file that has lost its name. */
  readonly name: Buffer | undefined
  readonly platform: NodeJS.Platform
  readonly probe: FileProbe
}

const mostLoops = 3

const inMemory: ReadonlySet<string> = new Set(['tmpfs', 'ramfs'])

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

/**
 * The mount table leaves out options that come from the superblock (`tune2fs -o journal_data`); /proc/fs does not.
 * The driver of ext4 keeps them as ext4's, also of what it mounts as ext2 or ext3.
 */
const extOptions = async (mount: Mount, layer: FileLayer): Promise<readonly string[] | undefined> => {
  try {
    const device = (await layer.readlink(`/sys/dev/block/${mount.device}`)).toString('utf8').split('/').at(-1)
    const options = (await layer.readText(`/proc/fs/ext4/${device}/options`)).split('\n')
    if (options.length > 1) return [...options, ...mount.options]
  } catch {
    // Then the mount table alone.
  }
  return mount.options.some((option) => option.startsWith('data=')) ? mount.options : undefined
}

/** ext4 counts the sectors of inline contents singly, those of blocks in whole blocks; ntfs3 counts none. */
const isInline = async (type: bigint, file: OpenFile): Promise<boolean> => {
  const { blocks, blksize, size } = await file.stat()
  return type === ntfs ? blocks === 0n && size > 0n : (blocks * 512n) % blksize !== 0n
}

const extentsOf = async ({ file, probe }: Place): Promise<readonly Extent[] | undefined> => {
  const printed = await probe.extents(file.fd)
  return printed === undefined ? undefined : readExtents(printed)
}

const attributesOf = async ({ directory, name, probe }: Place): Promise<string | undefined> => {
  if (directory.fd === undefined || name === undefined) return undefined
  const printed = await probe.attributes(directory.fd, name)
  return printed === undefined ? undefined : readAttributes(printed)
}

/** What a type's judge needs beyond the common, so that nothing is asked in vain. */
const askedBy = async (type: bigint, place: Place, layer: FileLayer) => {
  if (type === tmpfs) return { swap: await swapWords(layer) }
  if (type !== ext && type !== xfs && type !== btrfs) return {}
  const extents = await extentsOf(place)
  const attributes = type === xfs ? undefined : await attributesOf(place)
  return { ...(extents === undefined ? {} : { extents }), ...(attributes === undefined ? {} : { attributes }) }
}

const factsOf = async (place: Place, mount: Mount | undefined, layer: FileLayer): Promise<FilesystemFacts> => {
  const type = BigInt.asUintN(32, await layer.statfsType(`/proc/self/fd/${place.file.fd}`))
  const options = mount?.type.startsWith('ext') ? await extOptions(mount, layer) : mount?.options
  return {
    type,
    inline: await isInline(type, place.file),
    ...(mount === undefined ? {} : { mountedAs: mount.type }),
    ...(options === undefined ? {} : { options }),
    ...(await askedBy(type, place, layer)),
  }
}

const pathOf = ({ directory, name }: Place): string | undefined =>
  directory.path === undefined || name === undefined
    ? undefined
    : Buffer.concat([directory.path, Buffer.from('/'), name]).toString('utf8')

/** The generic words of an overlay with the very file that stays, where that is seen. */
const inOverlay = async (filesystem: Filesystem, mount: Mount, place: Place, layer: FileLayer): Promise<Filesystem> => {
  const path = pathOf(place)
  const copy = path === undefined ? undefined : await lowerCopyOf(path, mount, layer)
  if (copy === undefined) return filesystem
  return {
    ...filesystem,
    note: `${filesystem.name} overwrites its upper layer only; the lower layer holds a file of this name, which stays: ${copy}`,
  }
}

/** Without its mount the device below is unknown: it may be an image on a file system that does not overwrite. */
const unmounted = (filesystem: Filesystem): Filesystem => {
  const { name, overwrites } = filesystem
  if (!overwrites || inMemory.has(name)) return filesystem
  return { name, overwrites: false, note: `${name} may lie on anything: its mount could not be read` }
}

const hintsOf = ({ encrypted, solidState }: BlockDevice): readonly string[] => [
  ...(encrypted ? ['the volume is encrypted (dm-crypt), which guards what stays there while it is locked'] : []),
  ...(solidState ? ['the device seems to be an SSD, whose controller may keep old blocks'] : []),
]

const withHints = (filesystem: Filesystem, hints: readonly string[]): Filesystem => {
  const note = [...(filesystem.note === undefined ? [] : [filesystem.note]), ...hints].join('; ')
  return note === '' ? filesystem : { ...filesystem, note }
}

const behindLoop = async (path: string, place: Place, depth: number, layer: FileLayer): Promise<string | undefined> => {
  const unknown = `lies in the file ${path}, of which it cannot be known whether it is overwritten in place`
  if (depth >= mostLoops) return unknown
  try {
    const file = await layer.open(path, O_PATH)
    try {
      const below = await linuxFilesystemOf(
        { ...place, file, directory: { pinned: true }, name: undefined },
        layer,
        depth + 1,
      )
      return below.overwrites ? undefined : `lies in the file ${path}, and ${below.note}`
    } finally {
      await file.close()
    }
  } catch {
    return unknown
  }
}

const onDevice = async (
  filesystem: Filesystem,
  device: BlockDevice,
  place: Place,
  depth: number,
  layer: FileLayer,
): Promise<Filesystem> => {
  const { backingFile, obstacle } = device
  const why =
    obstacle === undefined
      ? backingFile && (await behindLoop(backingFile, place, depth, layer))
      : `lies on a device that ${obstacle}`
  const told = !filesystem.overwrites || why === undefined
  const { name } = filesystem
  return withHints(told ? filesystem : { name, overwrites: false, note: `${name} ${why}` }, hintsOf(device))
}

const linuxFilesystemOf = async (place: Place, layer: FileLayer, depth = 0): Promise<Filesystem> => {
  const mount = await mountOf(place.file, layer)
  const filesystem = judgeFilesystem(await factsOf(place, mount, layer))
  if (mount === undefined) return unmounted(filesystem)
  if (inMemory.has(mount.type)) return filesystem
  if (mount.type === 'overlay') return inOverlay(filesystem, mount, place, layer)
  const device = await deviceOf(mount, layer)
  return device === undefined ? filesystem : onDevice(filesystem, device, place, depth, layer)
}

const unpinned = (platform: NodeJS.Platform): Filesystem => ({
  name: 'unknown',
  overwrites: false,
  note: `on this system (${platform}, without /proc) it cannot be known whether files are overwritten in place, and the file was found by its path at each step`,
})

/** Asks which file system holds an open file and whether overwriting is effective there. */
export const filesystemOf = (place: Place, layer: FileLayer): Promise<Filesystem> =>
  place.directory.pinned ? linuxFilesystemOf(place, layer) : Promise.resolve(unpinned(place.platform))

/** Looks, after the overwriting, whether it went over the blocks that were there before it. */
export const afterOverwriting = async (before: Filesystem, place: Place): Promise<Filesystem> => {
  if (!before.overwrites || before.extents === undefined) return before
  const after = await extentsOf(place)
  if (after !== undefined && stayedInPlace(before.extents, after)) return before
  const why =
    after === undefined
      ? 'could not be asked afterwards whether the blocks of this file stayed in place'
      : 'wrote to other blocks than those that held the contents, which stay until they are reused'
  return { name: before.name, overwrites: false, note: `${before.name} ${why}` }
}
