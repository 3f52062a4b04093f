import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from './tools.ts'

/** A disk that is made anew for each scene. */
export interface Disk {
  /** Where it is mounted. */
  readonly top: string
  /** Makes another image in it and mounts that; for a disk on a disk. */
  nest(type: string, megabytes: number): Promise<string>
  /** Mounts what is unmounted again afterwards. */
  mount(...given: readonly string[]): Promise<void>
}

export interface Scene {
  readonly name: string
  readonly type: 'ext4' | 'xfs' | 'btrfs' | 'tmpfs'
  readonly also?: 'overlay' | 'xfs'
  readonly megabytes: number
  readonly mkfs?: readonly string[]
  readonly options?: string
  /** How often the marker is written; 400 lines unless told. */
  readonly lines?: number
  /** Writes the file and returns its path. */
  write(disk: Disk, contents: string): Promise<string>
  /** What happens between the writing and the shredding. */
  afterwards?(file: string, disk: Disk): Promise<void>
  /** Measured by the bench only. */
  readonly more?: true
  /** Whether the bytes must be gone and said to be, must stay and be said to, or are only not to be promised. */
  readonly expected: 'gone' | 'stays' | 'unpromised'
}

const plainly = async ({ top }: Pick<Disk, 'top'>, contents: string): Promise<string> => {
  const file = path.join(top, 'aws-update.yaml')
  await writeFile(file, contents)
  return file
}

const withAttribute =
  (letter: string): Scene['write'] =>
  async ({ top }, contents) => {
    const file = path.join(top, 'aws-update.yaml')
    await writeFile(file, '')
    await run('chattr', `+${letter}`, file)
    await writeFile(file, contents)
    return file
  }

const overlaid = async ({ top, mount }: Disk, contents: string, layer: 'lower' | 'merged'): Promise<string> => {
  const [lower, upper, work, merged] = ['lower', 'upper', 'work', 'merged'].map((name) => path.join(top, name))
  for (const folder of [lower, upper, work, merged]) await mkdir(folder ?? '')
  const over = () =>
    mount('-t', 'overlay', '-o', `lowerdir=${lower},upperdir=${upper},workdir=${work}`, 'x', merged ?? '')
  if (layer === 'merged') await over()
  await plainly({ top: path.join(top, layer) }, contents)
  if (layer === 'lower') await over()
  return path.join(merged ?? '', 'aws-update.yaml')
}

const ext4 = { type: 'ext4', megabytes: 24, write: plainly } as const
const xfs = { type: 'xfs', megabytes: 300, write: plainly } as const
// A discarded block reads as zeros, at a time that nobody tells.
const btrfs = { type: 'btrfs', megabytes: 110, options: 'nodiscard', write: plainly } as const
const overlay = { ...ext4, also: 'overlay' } as const

/** File systems on which it is measured what is left of a shredded file. */
export const scenes: readonly Scene[] = [
  { name: 'ext4, data=ordered', ...ext4, expected: 'gone' },
  { name: 'ext4, 64 bytes', more: true, ...ext4, lines: 1, expected: 'gone' },
  { name: 'ext4, without a journal', more: true, ...ext4, mkfs: ['-O', '^has_journal'], expected: 'gone' },
  { name: 'ext4, data=journal', ...ext4, options: 'data=journal', expected: 'stays' },
  {
    name: 'ext4, without delayed allocation',
    more: true,
    ...ext4,
    options: 'nodelalloc',
    expected: 'gone',
  },
  { name: 'ext4 with inline_data, 64 bytes', ...ext4, mkfs: ['-O', 'inline_data'], lines: 1, expected: 'stays' },
  { name: 'xfs', ...xfs, expected: 'gone' },
  { name: 'xfs, 64 bytes', more: true, ...xfs, lines: 1, expected: 'gone' },
  {
    name: 'xfs, a reflinked copy beside it',
    ...xfs,
    afterwards: async (file) => {
      await run('cp', '--reflink=always', file, `${file}.copy`)
    },
    expected: 'stays',
  },
  { name: 'btrfs', ...btrfs, expected: 'stays' },
  { name: 'btrfs, 64 bytes', more: true, ...btrfs, lines: 1, expected: 'stays' },
  { name: 'btrfs, nodatacow (`chattr +C`)', ...btrfs, write: withAttribute('C'), expected: 'gone' },
  { name: 'btrfs, nodatacow, 64 bytes', ...btrfs, lines: 1, write: withAttribute('C'), expected: 'unpromised' },
  {
    name: 'btrfs, nodatacow, a snapshot taken',
    ...btrfs,
    write: withAttribute('C'),
    afterwards: async (_, { top }) => {
      await run('btrfs', 'subvolume', 'snapshot', '-r', top, path.join(top, 'snapshot'))
    },
    expected: 'stays',
  },
  {
    name: 'overlay, file of the lower layer',
    ...overlay,
    write: (disk, contents) => overlaid(disk, contents, 'lower'),
    expected: 'stays',
  },
  {
    name: 'overlay, file made in the upper layer',
    ...overlay,
    write: (disk, contents) => overlaid(disk, contents, 'merged'),
    expected: 'unpromised',
  },
  {
    name: 'ext4 in an image on btrfs',
    ...btrfs,
    megabytes: 160,
    write: async ({ nest }, contents) => plainly({ top: await nest('ext4', 16) }, contents),
    expected: 'unpromised',
  },
  { name: 'tmpfs', type: 'tmpfs', megabytes: 4, write: plainly, expected: 'gone' },
]
