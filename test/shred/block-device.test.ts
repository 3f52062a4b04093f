import { describe, expect, it } from 'vitest'
import { deviceOf } from '../../src/shred/block-device.ts'
import { type FileLayer, nodeFileLayer, type OpenFile } from '../../src/shred/file-layer.ts'
import { filesystemOf } from '../../src/shred/filesystem-of.ts'
import { blindProbe } from '../../src/shred/probe.ts'
import { swapWords } from '../../src/shred/swap.ts'

type Files = Readonly<Record<string, string>>

/** A system that has these files and links, and folders as the paths of the files say. */
const systemOf = (files: Files, links: Files = {}): FileLayer => {
  const find = (from: Files, name: string): string => {
    const found = from[name]
    if (found === undefined) throw Object.assign(new Error('ENOENT: no such file or directory'), { code: 'ENOENT' })
    return found
  }
  return {
    ...nodeFileLayer,
    // Every block device has its numbers in /sys.
    readText: async (name) => (name.endsWith('/dev') ? (files[name] ?? '8:0\n') : find(files, name)),
    readlink: async (name) => Buffer.from(find(links, name.toString())),
    realpath: async (name) => Buffer.from(links[name.toString()] ?? name.toString()),
    names: async (name) => find(files, name).split(' '),
    statfsType: async (name) => BigInt(find(files, `statfs ${name}`)),
  }
}

const block = '/sys/class/block'
const mountOn = (device: string, source = '/dev/x') => ({
  device,
  root: '/',
  point: '/',
  type: 'ext4',
  source,
  options: [],
})
const onDm = { '/sys/dev/block/253:1': '../../devices/virtual/block/dm-1' }

describe('the device below', () => {
  it.each<[string, Files, object | undefined]>([
    [
      'a multipath disk',
      { [`${block}/dm-1/dm/uuid`]: 'mpath-1', [`${block}/dm-1/queue/rotational`]: '1\n' },
      { encrypted: false, solidState: false },
    ],
    ['a partition of an SSD', { [`${block}/dm-1/../queue/rotational`]: '0\n' }, { encrypted: false, solidState: true }],
    ['dm-crypt', { [`${block}/dm-1/dm/uuid`]: 'CRYPT-LUKS2-1-name\n' }, { encrypted: true }],
    [
      'LVM on dm-crypt',
      {
        [`${block}/dm-1/dm/uuid`]: 'LVM-1',
        [`${block}/dm-1/slaves`]: 'dm-0',
        [`${block}/dm-0/dm/uuid`]: 'CRYPT-LUKS2-1',
      },
      { encrypted: true },
    ],
    [
      'LVM on dm-crypt and a plain disk',
      {
        [`${block}/dm-1/dm/uuid`]: 'LVM-1',
        [`${block}/dm-1/slaves`]: 'dm-0 sdb',
        [`${block}/dm-0/dm/uuid`]: 'CRYPT-LUKS2-1',
      },
      { encrypted: false },
    ],
    [
      'LVM with a snapshot',
      {
        [`${block}/dm-1/dm/uuid`]: 'LVM-1',
        [`${block}/dm-1/slaves`]: 'dm-2',
        [`${block}/dm-2/dm/uuid`]: 'LVM-1-real',
      },
      { obstacle: expect.stringMatching(/^has a snapshot/) },
    ],
    [
      'thin LVM',
      {
        [`${block}/dm-1/dm/uuid`]: 'LVM-1',
        [`${block}/dm-1/slaves`]: 'dm-2',
        [`${block}/dm-2/dm/uuid`]: 'LVM-1-tpool',
      },
      { obstacle: expect.stringMatching(/^is thinly/) },
    ],
    [
      'dm-crypt with dm-integrity below',
      {
        [`${block}/dm-1/dm/uuid`]: 'CRYPT-LUKS2-1-name',
        [`${block}/dm-1/slaves`]: 'dm-2',
        [`${block}/dm-2/dm/uuid`]: 'CRYPT-SUBDEV-1-name_dif',
      },
      { encrypted: true },
    ],
    [
      'dm-integrity alone, which encrypts nothing',
      { [`${block}/dm-1/dm/uuid`]: 'CRYPT-INTEGRITY-name' },
      { encrypted: false, obstacle: expect.stringMatching(/journal/) },
    ],
    ['VDO of LVM', { [`${block}/dm-1/dm/uuid`]: 'LVM-1-vpool' }, { obstacle: expect.stringMatching(/compressed/) }],
    [
      'a mapping without a name of its kind, such as a snapshot made by dmsetup',
      { [`${block}/dm-1/dm/uuid`]: '' },
      { obstacle: expect.stringMatching(/does not tell/) },
    ],
    [
      'a RAID with a journal',
      {
        [`${block}/dm-1/dm/uuid`]: 'LVM-1',
        [`${block}/dm-1/slaves`]: 'md0',
        [`${block}/md0/md/consistency_policy`]: 'journal\n',
      },
      { obstacle: expect.stringMatching(/journal/) },
    ],
    ['a loop device', { [`${block}/dm-1/loop/backing_file`]: '/disk.img\n' }, { backingFile: '/disk.img' }],
    ['its partition', { [`${block}/dm-1/../loop/backing_file`]: '/disk.img\n' }, { backingFile: '/disk.img' }],
    ['devices in a circle', { [`${block}/dm-1/slaves`]: 'dm-1' }, { encrypted: false }],
  ])('is known: %s', async (_, files, device) => {
    expect(await deviceOf(mountOn('253:1'), systemOf(files, onDm))).toMatchObject(device ?? {})
  })

  it('of an anonymous mount is found by its source, of none there is none', async () => {
    const system = systemOf({ [`${block}/dm-7/dm/uuid`]: 'CRYPT-LUKS2-1' }, { '/dev/mapper/home': '/dev/dm-7' })
    expect(await deviceOf(mountOn('0:40', '/dev/mapper/home'), system)).toMatchObject({ encrypted: true })
    expect(await deviceOf(mountOn('0:40', 'tmpfs'), system)).toBeUndefined()
  })

  it('that cannot be looked at is not said to be overwritten', async () => {
    const system = systemOf({}, onDm)
    const broken = {
      ...system,
      readText: async () => {
        throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })
      },
    }
    expect(await deviceOf(mountOn('253:1'), broken)).toMatchObject({
      obstacle: 'could not be looked at (EIO: i/o error)',
    })
  })

  it.each([
    ['nbd0', /another machine/],
    ['zd16', /zfs/],
    ['bcache0', /cache/],
    ['ublkb0', /another program/],
    ['pmem0s', /another place/],
  ])('of the kind of %s is not said to be overwritten', async (name, why) => {
    const system = systemOf({}, { '/sys/dev/block/43:0': `../${name}` })
    expect(await deviceOf(mountOn('43:0'), system)).toMatchObject({ obstacle: expect.stringMatching(why) })
  })

  it.each([
    ['its number', mountOn('43:0'), {}],
    ['the name that was mounted', mountOn('0:40', '/dev/sda1'), {}],
    ['what it is', mountOn('253:1'), onDm],
  ])('of which /sys does not tell %s is not said to be overwritten', async (_, mount, links) => {
    const gone = async () => {
      throw Object.assign(new Error('ENOENT: no such file or directory, open'), { code: 'ENOENT' })
    }
    const system = { ...systemOf({}, links), readText: gone, realpath: gone }
    expect(await deviceOf(mount, system)).toMatchObject({ obstacle: expect.stringMatching(/^could not be looked at/) })
  })
})

describe('swap under a tmpfs', () => {
  const head = 'Filename\tType\tSize\tUsed\tPriority\n'
  it.each<[string, Files, string]>([
    ['none', { '/proc/swaps': head }, 'no swap is in use'],
    ['a disk', { '/proc/swaps': `${head}/dev/sda2 partition 9 0 -2\n` }, 'swap on /dev/sda2 may hold a copy'],
    ['a file', { '/proc/swaps': `${head}/swap\\040x file 9 0 -2\n` }, 'swap on /swap\\040x may hold a copy'],
    [
      'zram',
      { '/proc/swaps': `${head}/dev/zram0 partition 9 5 100\n`, '/sys/block/zram0/backing_dev': 'none\n' },
      'swap on /dev/zram0 is memory too',
    ],
    [
      'zram that is written back',
      { '/proc/swaps': `${head}/dev/zram0 partition 9 5 100\n`, '/sys/block/zram0/backing_dev': '/dev/sda3\n' },
      'swap on /dev/zram0 may hold a copy',
    ],
    [
      'dm-crypt',
      { '/proc/swaps': `${head}/dev/dm-3 partition 9 5 100\n`, [`${block}/dm-3/dm/uuid`]: 'CRYPT-PLAIN-swap' },
      'swap on /dev/dm-3 may hold a copy, encrypted',
    ],
    ['unreadable', {}, 'whether swap is in use could not be read, and it may hold a copy'],
  ])('%s', async (_, files, words) => {
    expect(await swapWords(systemOf(files))).toBe(words)
  })
})

describe('a file on a loop device', () => {
  const stats = { blocks: 8n, blksize: 4096n, size: 10n }
  const fileAt = (fd: number): OpenFile =>
    Object.assign(Object.create(null), { fd, stat: async () => stats, close: async () => {} })
  const mounts = '1 0 7:0 / / rw - ext4 /dev/loop0 rw\n2 0 8:1 / / rw - whatever /dev/sda1 rw\n'
  const files: Files = {
    '/proc/self/mountinfo': mounts,
    '/proc/self/fdinfo/3': 'mnt_id:\t1\n',
    '/proc/fs/ext4/loop0/options': 'delalloc\ndata=ordered\n',
    'statfs /proc/self/fd/3': '0xef53',
    [`${block}/loop0/loop/backing_file`]: '/disk.img',
    '/proc/self/fdinfo/4': 'mnt_id:\t2\n',
  }
  const links = { '/sys/dev/block/7:0': '../loop0', '/sys/dev/block/8:1': '../sda1' }
  const judge = (below: Files, openBacking: FileLayer['open'] = async () => fileAt(4)) =>
    filesystemOf(
      { file: fileAt(3), directory: { pinned: true }, name: undefined, platform: 'linux', probe: blindProbe },
      { ...systemOf({ ...files, ...below }, links), open: openBacking },
    )

  it('whose image lies on a file system that overwrites is overwritten', async () => {
    expect(await judge({ 'statfs /proc/self/fd/4': '0x4d44' })).toEqual({
      name: 'ext4, data=ordered',
      overwrites: true,
    })
  })

  it('whose image lies on one that does not is not', async () => {
    expect(await judge({ 'statfs /proc/self/fd/4': '0x9123683e' })).toMatchObject({
      overwrites: false,
      note: expect.stringMatching(/^ext4, data=ordered lies in the file \/disk\.img, and whatever writes changed data/),
    })
  })

  it('whose image cannot be opened is not known to be', async () => {
    const refuse = async () => {
      throw new Error('EACCES: permission denied')
    }
    expect(await judge({}, refuse)).toMatchObject({ overwrites: false, note: expect.stringMatching(/cannot be known/) })
  })
})
