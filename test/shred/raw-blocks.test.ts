import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileProbe } from '../../src/commands/file-probe.ts'
import { shredFile } from '../../src/shred/shred-file.ts'
import { countIn } from './erasure/tools.ts'
import { optionsWith } from './support.ts'

const lines = 500

/** Runs a program that is expected to succeed, quietly. */
const run = (program: string, ...given: string[]) => {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
  execFileSync(program, given, { stdio: 'pipe', env })
}

interface Disk {
  readonly image: string
  readonly mounted: string
  mount(): void
  unmount(): void
}

const makeDisk = (folder: string, type: string, ...options: string[]): Disk => {
  const image = path.join(folder, 'disk.img')
  const mounted = path.join(folder, 'mounted')
  writeFileSync(image, '')
  truncateSync(image, 16 * 1024 * 1024)
  run('mkfs.ext4', '-q', '-F', ...options, image)
  mkdirSync(mounted, { recursive: true })
  return {
    image,
    mounted,
    mount: () => run('mount', '-t', type, '-o', 'loop', image, mounted),
    unmount: () => run('umount', mounted),
  }
}

/** Why no image can be mounted here, or undefined. */
const obstacle = (): string | undefined => {
  if (process.platform !== 'linux') return 'not Linux'
  if (process.geteuid?.() !== 0) return 'not root'
  const folder = mkdtempSync(path.join(os.tmpdir(), 'shred-probe-'))
  try {
    const disk = makeDisk(folder, 'ext4')
    disk.mount()
    disk.unmount()
    return undefined
  } catch (error) {
    return `mkfs.ext4 or mount -o loop does not work: ${error instanceof Error ? error.message.split('\n', 1)[0] : error}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const why = obstacle()

interface Scene {
  /** Lines that each hold the marker. */
  readonly count: number
  readonly mkfs?: readonly string[]
  /** As which type the disk is mounted; ext4 unless told. */
  readonly as?: string
  prepare?(image: string): void
  removal(file: string): unknown
}

describe.skipIf(why !== undefined)(
  `the raw blocks of an ext4 disk${why === undefined ? '' : ` (skipped: ${why})`}`,
  () => {
    let folder: string
    let disk: Disk | undefined
    beforeEach(() => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'shred-disk-'))
    })
    afterEach(() => {
      try {
        disk?.unmount()
      } catch {
        // Already unmounted by the test.
      }
      disk = undefined
      rmSync(folder, { recursive: true, force: true })
    })

    /** Writes the marker, looks at the raw image, removes the file in the given way, and looks again. */
    const survivors = async ({ count, mkfs = [], as = 'ext4', prepare, removal }: Scene) => {
      const made = makeDisk(folder, as, ...mkfs)
      prepare?.(made.image)
      disk = made
      const marker = `marker-${process.pid}-${folder.slice(-6)}`
      const file = path.join(made.mounted, 'aws-update.yaml')
      made.mount()
      writeFileSync(file, `${marker}\n`.repeat(count))
      run('sync', '-f', file)
      made.unmount()
      const before = countIn(made.image, marker)
      made.mount()
      const outcome = await removal(file)
      run('sync', '-f', made.mounted)
      made.unmount()
      return { before, after: countIn(made.image, marker), outcome }
    }

    it('hold none of a shredded file', async () => {
      const removal = (file: string) => shredFile(file, optionsWith({ passes: 10 }))
      const { before, after, outcome } = await survivors({ count: lines, removal })
      expect(before).toBe(lines)
      expect(outcome).toMatchObject({ status: 'shredded', passes: 11, filesystem: 'ext4, data=ordered' })
      expect(after).toBe(0)
    })

    it.each([
      ['unlinking', (file: string) => unlinkSync(file)],
      [
        'writing anew over it',
        (file: string) => {
          writeFileSync(file, randomBytes(statSync(file).size), { flush: true })
          unlinkSync(file)
        },
      ],
      [
        'overwriting without a sync',
        (file: string) => {
          writeFileSync(file, randomBytes(statSync(file).size), { flag: 'r+' })
          unlinkSync(file)
        },
      ],
    ])('hold all of a file removed by only %s', async (_, removal) => {
      expect(await survivors({ count: lines, removal })).toMatchObject({ before: lines, after: lines })
    })

    it('hold none of a file that was small and without any permission', async () => {
      const removal = (file: string) => {
        chmodSync(file, 0)
        return shredFile(file, optionsWith({ passes: 1, zero: false, force: true }))
      }
      const { before, after, outcome } = await survivors({ count: 1, removal })
      expect(before).toBe(1)
      expect(outcome).toMatchObject({ status: 'shredded', passes: 1 })
      expect(after).toBe(0)
    })

    it('keep a copy in the journal where the superblock has file data journaled, and the report says so', async () => {
      const prepare = (image: string) => run('tune2fs', '-o', 'journal_data', image)
      const removal = (file: string) => shredFile(file, optionsWith())
      const { before, after, outcome } = await survivors({ count: lines, prepare, removal })
      expect(before).toBeGreaterThan(lines)
      expect(outcome).toMatchObject({ status: 'removed-not-sanitized', filesystem: 'ext4, data=journal' })
      expect(after).toBeGreaterThan(0)
    })

    it.each(['ext2', 'ext3'])('keep that copy also where the disk is mounted as %s', async (as) => {
      const prepare = (image: string) => run('tune2fs', '-o', 'journal_data', image)
      const removal = (file: string) => shredFile(file, optionsWith())
      const { after, outcome } = await survivors({ count: lines, mkfs: ['-t', 'ext3'], as, prepare, removal })
      expect(outcome).toMatchObject({ status: 'removed-not-sanitized', filesystem: `${as}, data=journal` })
      expect(after).toBeGreaterThan(0)
    })

    it.each(['ext2', 'ext3'])('hold none of a file of an %s disk, and the report says so', async (as) => {
      const removal = (file: string) => shredFile(file, optionsWith({ probe: fileProbe }))
      const { before, after, outcome } = await survivors({ count: lines, mkfs: ['-t', as], as, removal })
      expect(before).toBe(lines)
      expect(outcome).toMatchObject({ status: 'shredded', filesystem: as === 'ext3' ? 'ext3, data=ordered' : as })
      expect(after).toBe(0)
    })

    it('keep a copy of contents that stand in an inode, and the report says so', async () => {
      const removal = (file: string) => shredFile(file, optionsWith())
      const { after, outcome } = await survivors({ count: 1, mkfs: ['-O', 'inline_data'], removal })
      expect(outcome).toMatchObject({ status: 'removed-not-sanitized' })
      expect(after).toBeGreaterThan(0)
    })

    it('a full disk leaves a sparse file under its name', async () => {
      const removal = (file: string) => {
        truncateSync(file, 32 * 1024 * 1024)
        return shredFile(file, optionsWith({ passes: 1 }))
      }
      const { outcome } = await survivors({ count: 1, removal })
      expect(outcome).toMatchObject({ status: 'failed', passes: 0, reason: expect.stringMatching(/ENOSPC/) })
      disk?.mount()
      expect(statSync(path.join(folder, 'mounted', 'aws-update.yaml')).size).toBeGreaterThan(0)
    })
  },
)
