import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readExtents, stayedInPlace } from '../../src/shred/extents.ts'
import { nodeFileLayer } from '../../src/shred/file-layer.ts'
import { type FilesystemFacts, judgeFilesystem } from '../../src/shred/filesystem.ts'
import { findMount, mountIdOf } from '../../src/shred/mount.ts'
import { readAttributes } from '../../src/shred/probe.ts'
import { shredFile } from '../../src/shred/shred-file.ts'
import { ext4, fileWith, freshFolder, onLinux, optionsWith, recordingLayer } from './support.ts'

const judge = (facts: Partial<FilesystemFacts> & { type: bigint }) =>
  judgeFilesystem({ options: ['delalloc'], inline: false, ...facts })

const oneExtent = (...flags: string[]) => [{ logical: 0, physical: 100, length: 5, flags: [...flags, 'last', 'eof'] }]

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
    expect(judge({ type, mountedAs: name, extents: oneExtent() })).toMatchObject({ name, overwrites: true })
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
    expect(judge({ type: ext4, mountedAs: 'ext4', options: ['rw', 'data=ordered', 'delalloc'] })).toEqual({
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

describe('what is known of the file itself', () => {
  const [xfs, btrfs] = [0x58465342n, 0x9123683en]
  const unread: readonly string[] = ['not to be read']
  const nodatacow = { type: btrfs, mountedAs: 'btrfs', attributes: 'C' }

  it.each<[string, Partial<FilesystemFacts> & { type: bigint }, RegExp]>([
    ['xfs, blocks not readable', { type: xfs }, /may share blocks .* could not be read/],
    ['xfs, shared blocks', { type: xfs, extents: oneExtent('shared') }, /shares blocks of this file/],
    ['xfs, zoned', { type: xfs, extents: oneExtent(), options: ['max_open_zones=8'] }, /may write changed data/],
    ['btrfs, attributes not readable', { type: btrfs, extents: oneExtent() }, /new blocks/],
    ['btrfs, copy on write', { ...nodatacow, attributes: 'c', extents: oneExtent() }, /new blocks/],
    ['btrfs nodatacow, blocks not readable', nodatacow, /snapshot.*could not be read/],
    ['btrfs nodatacow with a snapshot', { ...nodatacow, extents: oneExtent('shared') }, /snapshot/],
    ['btrfs nodatacow, inline', { ...nodatacow, extents: oneExtent('inline') }, /among its own records/],
    ['compressed', { ...nodatacow, extents: oneExtent('encoded') }, /compressed/],
    ['a flag of a later filefrag', { type: xfs, extents: oneExtent('0x10000') }, /does not tell .*0x10000/],
    ['no place', { type: xfs, extents: oneExtent('unknown_loc') }, /does not tell/],
    ['ext4 inline by filefrag alone', { type: ext4, extents: oneExtent('inline') }, /among its own records/],
    ['ext4, options not readable', { type: ext4, mountedAs: 'ext4', options: unread }, /may write .* journal/],
    ['ext4, chattr +j', { type: ext4, options: ['data=ordered'], attributes: 'ej' }, /journal too, which/],
    ['ext4, perhaps chattr +j', { type: ext4, options: ['data=ordered'] }, /attributes could not be read/],
    ['ntfs3, small', { type: 0x7366746en, inline: true }, /file table/],
  ])('%s: not effective', (_, facts, why) => {
    const { options = ['delalloc'], ...rest } = facts
    const judged = judgeFilesystem({ inline: false, ...rest, ...(options === unread ? {} : { options }) })
    expect(judged.overwrites).toBe(false)
    expect(judged.note).toMatch(why)
  })

  it.each<[string, Partial<FilesystemFacts> & { type: bigint }, string]>([
    ['btrfs nodatacow alone', { ...nodatacow, extents: oneExtent() }, 'btrfs, nodatacow'],
    ['blocks not yet given', { type: xfs, extents: oneExtent('unknown_loc', 'delalloc') }, 'xfs'],
    ['encrypted by fscrypt', { type: ext4, extents: oneExtent('encoded', 'encrypted') }, 'ext2/ext3/ext4'],
    ['chattr +j where it has no effect', { type: ext4, attributes: 'j' }, 'ext2/ext3/ext4'],
    ['ext4 without a journal', { type: ext4, mountedAs: 'ext4', options: ['rw'] }, 'ext4'],
    ['ext2', { type: ext4, mountedAs: 'ext2', options: [] }, 'ext2'],
  ])('%s: effective', (_, facts, name) => {
    expect(judge(facts)).toMatchObject({ overwrites: true, name })
  })
})

describe('what filefrag prints', () => {
  const printed = (rows: readonly string[], found: number) =>
    [
      'Filesystem type is: 9123683e',
      'File size of /proc/self/fd/3 is 40000 (10 blocks of 4096 bytes)',
      ' ext:     logical_offset:        physical_offset: length:   expected: flags:',
      ...rows,
      `/proc/self/fd/3: ${found} extent${found === 1 ? '' : 's'} found`,
      '',
    ].join('\n')
  const first = '   0:        0..       4:       3328..      3332:      5:            '

  it('is read with and without the expected place and flags', () => {
    const second = '   1:        5..       9:       4000..      4004:      5:       3333: last,shared,eof'
    expect(readExtents(printed([first, second], 2))).toEqual([
      { logical: 0, physical: 3328, length: 5, flags: [] },
      { logical: 5, physical: 4000, length: 5, flags: ['last', 'shared', 'eof'] },
    ])
  })

  it('of a file without blocks is an empty list', () => {
    expect(readExtents('/proc/self/fd/3: 0 extents found\n')).toEqual([])
  })

  it.each([
    ['nothing', ''],
    ['an end that is missing', printed([first], 1).slice(0, -40)],
    ['rows of another form', printed(['   0: 0-4 at 3328'], 1)],
    ['more rows than were found', printed([first], 0)],
  ])('%s is not guessed at', (_, text) => {
    expect(readExtents(text)).toBeUndefined()
  })

  const at = (logical: number, physical: number, length: number, ...flags: string[]) => ({
    logical,
    physical,
    length,
    flags,
  })

  it.each([
    ['the same blocks', [at(0, 10, 5)], [at(0, 10, 5)], true],
    ['split and grown', [at(0, 10, 5)], [at(0, 10, 2), at(2, 12, 8)], true],
    ['two of many', [at(0, 10, 1), at(5, 50, 1)], [at(0, 10, 1), at(1, 90, 4), at(5, 50, 1)], true],
    ['holes filled', [], [at(0, 10, 5)], true],
    ['not placed before', [at(0, 0, 5, 'unknown_loc', 'delalloc')], [at(0, 10, 5)], true],
    ['moved', [at(0, 10, 5)], [at(0, 20, 5)], false],
    ['its end moved', [at(0, 10, 5)], [at(0, 10, 4), at(4, 99, 1)], false],
    ['gone', [at(0, 10, 5)], [], false],
    ['not yet placed again', [at(0, 10, 5)], [at(0, 10, 5, 'unknown_loc', 'delalloc')], false],
  ])('tells whether the blocks stayed: %s', (_, before, after, stayed) => {
    expect(stayedInPlace(before, after)).toBe(stayed)
  })

  it('of a file in pieces is compared in the time of its length', () => {
    const pieces = Array.from({ length: 100_000 }, (_, index) => at(index, index * 2, 1))
    expect(stayedInPlace(pieces, pieces)).toBe(true)
  })
})

describe('what lsattr prints', () => {
  it('is read up to the name, which may be anything', () => {
    expect(readAttributes('---------------C------ /proc/self/fd/3/a\nj b\n')).toBe('C')
    expect(readAttributes('--------------e------- x')).toBe('e')
    expect(readAttributes('lsattr: nothing')).toBeUndefined()
    expect(readAttributes('')).toBeUndefined()
  })
})

describe('the mount table', () => {
  const table = [
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard',
    '270 27 0:99 / /mnt rw shared:7 master:2 - fuse.sshfs host:/ rw,user_id=0',
    '42 27 7:0 / /odd\\040name rw - ext4 /dev/loop0 rw,data=journal',
  ].join('\n')

  it('is searched by the whole id, past any number of optional fields', () => {
    expect(findMount(table, '270')).toEqual({
      device: '0:99',
      root: '/',
      point: '/mnt',
      type: 'fuse.sshfs',
      source: 'host:/',
      options: ['rw', 'user_id=0'],
    })
    expect(findMount(table, '27')?.device).toBe('254:0')
    expect(findMount(table, '42')).toMatchObject({ point: '/odd name', options: ['rw', 'data=journal'] })
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
      if (name === '/proc/self/mountinfo') return line
      return name === '/proc/fs/ext4/loop7/options' ? ext4Options : ''
    },
    readlink: async (name: string | Buffer) =>
      name === '/sys/dev/block/7:7' ? Buffer.from('../../devices/virtual/block/loop7') : nodeFileLayer.readlink(name),
  })
  const plain = '42 27 7:7 / / rw - ext4 /dev/disk/by-label/x rw\n'

  it.each([
    ['ext4 with default options', plain, 'rw\ndelalloc\ndata=ordered\n', 'shredded', 'ext4, data=ordered'],
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

  it.each([
    ['vfat', 0x4d44n, 'removed-not-sanitized'],
    ['tmpfs', 0x01021994n, 'shredded'],
  ])('%s whose mount cannot be read', async (_, type, status) => {
    const file = await fileWith(folder, 'x')
    const { layer } = recordingLayer({ layer: { statfsType: async () => type } })
    expect(await shredFile(file, optionsWith(), layer)).toMatchObject({ status })
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
