import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nodeFileLayer } from '../../src/shred/file-layer.ts'
import { type FilesystemFacts, judgeFilesystem } from '../../src/shred/filesystem.ts'
import { findMount, mountIdOf } from '../../src/shred/mount.ts'
import { shredFile } from '../../src/shred/shred-file.ts'
import { ext4, fileWith, freshFolder, onLinux, optionsWith, recordingLayer } from './support.ts'

const judge = (facts: Partial<FilesystemFacts> & { type: bigint }) =>
  judgeFilesystem({ options: [], inline: false, ...facts })

describe('whether overwriting is effective', () => {
  it.each([
    ['ext4', ext4],
    ['xfs', 0x58465342n],
    ['tmpfs', 0x01021994n],
    ['ramfs', 0x858458f6n],
    ['vfat', 0x4d44n],
    ['exfat', 0x2011bab0n],
    ['ntfs3', 0x7366746en],
  ])('%s: yes', (name, type) => {
    expect(judge({ type, mountedAs: name })).toMatchObject({ name, overwrites: true })
  })

  it.each([
    ['btrfs', 0x9123683en],
    ['zfs', 0x2fc12fc1n],
    ['bcachefs', 0xca451a4en],
    ['f2fs', 0xf2f52010n],
    ['nilfs2', 0x3434n],
    ['overlayfs', 0x794c7630n],
    ['ecryptfs', 0xf15fn],
    ['nfs', 0x6969n],
    ['smb', 0x517bn],
    ['smb2', 0xfe534d42n],
    ['cifs', 0xff534d42n],
    ['fuse', 0x65735546n],
    ['9p', 0x01021997n],
  ])('%s: no, with the reason', (name, type) => {
    const { overwrites, note } = judge({ type })
    expect(overwrites).toBe(false)
    expect(note).toMatch(new RegExp(`^${name} .{20}`))
  })

  it('an unknown file system: no', () => {
    expect(judge({ type: 0x1234n })).toEqual({
      name: 'file system type 0x1234',
      overwrites: false,
      note: 'file system type 0x1234 is not known to overwrite in place',
    })
  })

  it('a type that the system sign-extends is recognised', () => {
    expect(judge({ type: BigInt.asIntN(32, 0x9123683en) }).note).toMatch(/^btrfs /)
  })

  it('ext4 names its data mode', () => {
    expect(judge({ type: ext4, mountedAs: 'ext4', options: ['rw', 'data=ordered'] })).toEqual({
      name: 'ext4, data=ordered',
      overwrites: true,
    })
  })

  it('ext4 with data=journal: no', () => {
    const { overwrites, note } = judge({ type: ext4, mountedAs: 'ext4', options: ['data=journal'] })
    expect(overwrites).toBe(false)
    expect(note).toBe('ext4, data=journal writes file contents to the journal too, which keeps a copy')
  })

  it('ext4 with the contents in the inode: no', () => {
    expect(judge({ type: ext4, mountedAs: 'ext4', inline: true }).overwrites).toBe(false)
  })

  it('no sentence promises what cannot be kept', () => {
    for (const type of [ext4, 0x58465342n, 0x01021994n, 0x9123683en, 0x6969n, 1n]) {
      expect(judge({ type }).note ?? '').not.toMatch(/secure|unrecoverable|compliant|military/i)
    }
  })
})

describe('the mount table', () => {
  const table = [
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard',
    '270 27 0:99 / /mnt rw shared:7 master:2 - fuse.sshfs host:/ rw,user_id=0',
    '42 27 7:0 / /odd\\040name rw - ext4 /dev/loop0 rw,data=journal',
  ].join('\n')

  it('is searched by the whole id, past any number of optional fields', () => {
    expect(findMount(table, '270')).toEqual({ device: '0:99', type: 'fuse.sshfs', options: ['rw', 'user_id=0'] })
    expect(findMount(table, '27')?.device).toBe('254:0')
    expect(findMount(table, '42')?.options).toContain('data=journal')
    expect(findMount(table, '2')).toBeUndefined()
  })

  it('is entered by the id that an open file tells', () => {
    expect(mountIdOf('pos:\t0\nflags:\t0100001\nmnt_id:\t42\nino:\t9\n')).toBe('42')
    expect(mountIdOf('pos:\t0\n')).toBeUndefined()
  })
})

describe.skipIf(!onLinux)('a file on', () => {
  let folder: string
  let remove: () => Promise<void>
  beforeEach(async () => {
    ;({ folder, remove } = await freshFolder())
  })
  afterEach(() => remove())

  const mountedWith = (line: string, ext4Options: string) => ({
    readText: async (name: string) => {
      if (name.startsWith('/proc/self/fdinfo/')) return 'mnt_id:\t42\n'
      return name === '/proc/fs/ext4/loop7/options' ? ext4Options : line
    },
    readlink: async (name: string | Buffer) =>
      name === '/sys/dev/block/7:7' ? Buffer.from('../../devices/virtual/block/loop7') : nodeFileLayer.readlink(name),
  })
  const plain = '42 27 7:7 / / rw - ext4 /dev/disk/by-label/x rw\n'

  it.each([
    ['ext4 with default options', plain, 'rw\ndata=ordered\n', 'shredded', 'ext4, data=ordered'],
    ['ext4 journaled by its superblock', plain, 'rw\ndata=journal\n', 'removed-not-sanitized', 'ext4, data=journal'],
    [
      'ext4 mounted data=journal',
      plain.replace(' rw\n', ' rw,data=journal\n'),
      '',
      'removed-not-sanitized',
      'ext4, data=journal',
    ],
  ])('%s', async (_, line, ext4Options, status, filesystem) => {
    const file = await fileWith(folder, 'x')
    const { layer } = recordingLayer({ layer: mountedWith(line, ext4Options) })
    expect(await shredFile(file, optionsWith(), layer)).toMatchObject({ status, filesystem, passes: 3 })
  })

  it('btrfs is overwritten and removed all the same', async () => {
    const file = await fileWith(folder, 'x')
    const { layer, calls } = recordingLayer({ layer: { statfsType: async () => 0x9123683en } })
    expect(await shredFile(file, optionsWith(), layer)).toMatchObject({
      status: 'removed-not-sanitized',
      filesystem: 'btrfs',
      reason: 'btrfs writes changed data to new blocks, so the old blocks keep the contents until they are reused',
    })
    expect(calls).toContain('datasync')
    expect(calls).toContain('unlink')
  })
})
