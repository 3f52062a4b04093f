/** What is known of a file system before one of its files is looked at. */
export interface Kind {
  readonly name: string
  /** Whether it writes over the blocks that hold the old data. */
  readonly overwrites: boolean
  /** Why not, or what is to be known all the same. Continues "NAME …". */
  readonly note?: string
}

export const copyOnWrite =
  'writes changed data to new blocks, so the old blocks keep the contents until they are reused'
const logStructured = 'appends changed data to a log, so the old blocks keep the contents until they are reused'
const remote =
  'leaves it to a server or another program where data goes, so it cannot be known whether the old data was overwritten'
const flash = 'is mostly used on flash media, whose controller may keep old blocks'

export const ext = 0xef53n
export const xfs = 0x58465342n
export const btrfs = 0x9123683en
export const tmpfs = 0x01021994n
export const ntfs = 0x7366746en

/** `statfs` types, from linux/magic.h and statfs(2). */
export const kinds: ReadonlyMap<bigint, Kind> = new Map([
  [ext, { name: 'ext2/ext3/ext4', overwrites: true }],
  [xfs, { name: 'xfs', overwrites: true }],
  [tmpfs, { name: 'tmpfs', overwrites: true }],
  [0x858458f6n, { name: 'ramfs', overwrites: true, note: 'is held in memory, which is never swapped out' }],
  [0x4d44n, { name: 'vfat', overwrites: true, note: flash }],
  [0x2011bab0n, { name: 'exfat', overwrites: true, note: flash }],
  [ntfs, { name: 'ntfs3', overwrites: true, note: 'keeps small files in its file table, which is journaled' }],
  [btrfs, { name: 'btrfs', overwrites: false, note: copyOnWrite }],
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
  [0x00c36400n, { name: 'ceph', overwrites: false, note: remote }],
  [0x786f4256n, { name: 'vboxsf', overwrites: false, note: remote }],
  [0x65735546n, { name: 'fuse', overwrites: false, note: remote }],
  [0x01021997n, { name: '9p', overwrites: false, note: remote }],
])

/** `statfs` types of what is no storage: writing there changes the running system, or its firmware. */
export const settings: ReadonlySet<bigint> = new Set([
  0x9fa0n, // proc
  0x62656572n, // sysfs
  0x27e0ebn, // cgroup
  0x63677270n, // cgroup2
  0x64626720n, // debugfs
  0x74726163n, // tracefs
  0x73636673n, // securityfs
  0xf97cff8cn, // selinuxfs
  0x62656570n, // configfs
  0xde5e81e4n, // efivarfs
  0x6165676cn, // pstore
  0xcafe4a11n, // bpf
  0x42494e4dn, // binfmt_misc
  0x65735543n, // fusectl
])
