/** What is known of a file system before its mount options are looked at. */
interface Kind {
  readonly name: string
  /** Whether it writes over the blocks that hold the old data. */
  readonly overwrites: boolean
  /** Why not, or what is to be known all the same. Continues "NAME …". */
  readonly note?: string
}

const copyOnWrite = 'writes changed data to new blocks, so the old blocks keep the contents until they are reused'
const logStructured = 'appends changed data to a log, so the old blocks keep the contents until they are reused'
const remote =
  'leaves it to a server or another program where data goes, so it cannot be known whether the old data was overwritten'
const flash = 'is mostly used on flash media, whose controller may keep old blocks'

/** `statfs` types, from linux/magic.h and statfs(2). */
const kinds: ReadonlyMap<bigint, Kind> = new Map([
  [0xef53n, { name: 'ext2/ext3/ext4', overwrites: true }],
  [
    0x58465342n,
    {
      name: 'xfs',
      overwrites: true,
      note: 'shares blocks between reflinked copies (cp makes such copies); a copy keeps the contents',
    },
  ],
  [0x01021994n, { name: 'tmpfs', overwrites: true, note: 'is held in memory; if swap is in use it may hold a copy' }],
  [0x858458f6n, { name: 'ramfs', overwrites: true, note: 'is held in memory' }],
  [0x4d44n, { name: 'vfat', overwrites: true, note: flash }],
  [0x2011bab0n, { name: 'exfat', overwrites: true, note: flash }],
  [0x7366746en, { name: 'ntfs3', overwrites: true, note: 'keeps small files in its file table, which is journaled' }],
  [0x9123683en, { name: 'btrfs', overwrites: false, note: copyOnWrite }],
  [0x2fc12fc1n, { name: 'zfs', overwrites: false, note: copyOnWrite }],
  [0xca451a4en, { name: 'bcachefs', overwrites: false, note: copyOnWrite }],
  [0xf2f52010n, { name: 'f2fs', overwrites: false, note: logStructured }],
  [0x3434n, { name: 'nilfs2', overwrites: false, note: logStructured }],
  [
    0x794c7630n,
    {
      name: 'overlayfs',
      overwrites: false,
      note: 'overwrites its upper layer only; a file of a lower (image) layer stays readable there',
    },
  ],
  [
    0xf15fn,
    {
      name: 'ecryptfs',
      overwrites: false,
      note: 'stores ciphertext in the file system below, which decides what is overwritten',
    },
  ],
  [0x6969n, { name: 'nfs', overwrites: false, note: remote }],
  [0x517bn, { name: 'smb', overwrites: false, note: remote }],
  [0xfe534d42n, { name: 'smb2', overwrites: false, note: remote }],
  [0xff534d42n, { name: 'cifs', overwrites: false, note: remote }],
  [0x65735546n, { name: 'fuse', overwrites: false, note: remote }],
  [0x01021997n, { name: '9p', overwrites: false, note: remote }],
])

const ext = 0xef53n

/** What is known of the file system of one file. */
export interface FilesystemFacts {
  /** `statfs` type; some systems return it sign-extended. */
  readonly type: bigint
  /** As the mount table calls it. */
  readonly mountedAs?: string
  /** Every option of an ext file system in force, from the mount table and /proc/fs. */
  readonly options: readonly string[]
  /** The contents stand in the inode, not in blocks of their own. */
  readonly inline: boolean
}

export interface Filesystem {
  /** For people: `ext4, data=ordered`. */
  readonly name: string
  readonly overwrites: boolean
  readonly note?: string
}

const named = (name: string, overwrites: boolean, note?: string): Filesystem =>
  note === undefined ? { name, overwrites } : { name, overwrites, note: `${name} ${note}` }

const extFilesystem = (type: string, { options, inline }: FilesystemFacts): Filesystem => {
  const mode = options.find((option) => option.startsWith('data='))
  const name = mode === undefined ? type : `${type}, ${mode}`
  if (mode === 'data=journal') return named(name, false, 'writes file contents to the journal too, which keeps a copy')
  if (inline)
    return named(
      name,
      false,
      'holds so small a file inside its inode, and inodes go through the journal, which keeps a copy',
    )
  return { name, overwrites: true }
}

/** Whether overwriting is effective there, in honest words; an unknown file system is never said to overwrite. */
export const judgeFilesystem = (facts: FilesystemFacts): Filesystem => {
  const type = BigInt.asUintN(32, facts.type)
  const kind = kinds.get(type)
  if (type === ext) return extFilesystem(facts.mountedAs ?? 'ext2/ext3/ext4', facts)
  const name = facts.mountedAs ?? kind?.name ?? `file system type 0x${type.toString(16)}`
  if (kind === undefined) return named(name, false, 'is not known to overwrite in place')
  return named(name, kind.overwrites, kind.note)
}
