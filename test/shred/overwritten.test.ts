import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { chmod, open, readdir, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FilePath } from '../../src/shred/file-layer.ts'
import type { Progress } from '../../src/shred/options.ts'
import { shredFile } from '../../src/shred/shred-file.ts'
import { fileWith, freshFolder, onLinux, optionsWith, recordingLayer, systemError, uid, type Write } from './support.ts'

let folder: string
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
})
afterEach(() => remove())

const passesOf = (writes: readonly Write[]): Buffer[] => {
  const passes: Buffer[][] = []
  for (const { position, bytes } of writes) {
    if (position === 0) passes.push([])
    passes.at(-1)?.push(bytes)
  }
  return passes.map((pieces) => Buffer.concat(pieces))
}

describe.skipIf(!onLinux)('what is written', () => {
  it.each([1, 4095, 4096, 4097, 65_537, 2_100_000])(
    '%i bytes: random passes, then zeros, to the end of the last block',
    async (size) => {
      const file = await fileWith(folder, Buffer.alloc(size, 'x'))
      const block = (await stat(file)).blksize
      const { layer, writes } = recordingLayer()
      const outcome = await shredFile(file, optionsWith({ passes: 3 }), layer)
      const rounded = Math.ceil(size / block) * block
      expect(outcome).toEqual({
        path: file,
        status: 'shredded',
        passes: 4,
        bytes: rounded,
        filesystem: 'ext4, data=ordered',
      })
      const passes = passesOf(writes)
      expect(passes.map((pass) => pass.length)).toEqual([rounded, rounded, rounded, rounded])
      expect(new Set(passes.map((pass) => pass.toString('latin1'))).size).toBe(4)
      expect(passes[3]?.every((byte) => byte === 0)).toBe(true)
      expect(passes[0]?.subarray(-64).every((byte) => byte === 0)).toBe(false)
      expect(existsSync(file)).toBe(false)
    },
  )

  it('an empty file is only removed', async () => {
    const file = await fileWith(folder, '')
    const { layer, calls } = recordingLayer()
    const outcome = await shredFile(file, optionsWith(), layer)
    expect(outcome).toMatchObject({ status: 'shredded', passes: 0, bytes: 0 })
    expect(calls).not.toContain('write')
    expect(existsSync(file)).toBe(false)
  })

  it('without zeros every pass is random', async () => {
    const file = await fileWith(folder, 'x')
    const { layer, writes } = recordingLayer()
    await shredFile(file, optionsWith({ passes: 1, zero: false }), layer)
    expect(passesOf(writes)).toHaveLength(1)
    expect(writes[0]?.bytes.every((byte) => byte === 0)).toBe(false)
  })

  it('a remnant of zeros, as GNU shred leaves it, is removed like any file', async () => {
    const file = await fileWith(folder, Buffer.alloc(4096))
    expect(await shredFile(file, optionsWith(), recordingLayer().layer)).toMatchObject({ status: 'shredded' })
    expect(existsSync(file)).toBe(false)
  })

  it('a sparse file is overwritten in full', async () => {
    const file = path.join(folder, 'sparse')
    const handle = await open(file, 'w')
    await handle.truncate(300_000)
    await handle.close()
    const { layer, writes } = recordingLayer()
    const outcome = await shredFile(file, optionsWith({ passes: 1, zero: false }), layer)
    expect(outcome.status).toBe('shredded')
    expect(passesOf(writes)[0]?.length).toBe(outcome.bytes)
    expect(outcome.bytes).toBeGreaterThanOrEqual(300_000)
  })

  it('tells its progress at the start of each pass and after each piece', async () => {
    const file = await fileWith(folder, Buffer.alloc(1024 * 1024 + 1))
    const seen: Progress[] = []
    const onProgress = (progress: Progress) => void seen.push(progress)
    const { bytes } = await shredFile(file, optionsWith({ passes: 1, onProgress }), recordingLayer().layer)
    const steps = [0, 1024 * 1024, bytes]
    expect(seen.map((step) => [step.pass, step.kind, step.bytes])).toEqual([
      ...steps.map((done) => [1, 'random', done]),
      ...steps.map((done) => [2, 'zeros', done]),
    ])
    expect(seen.every((step) => step.path === file && step.passes === 2 && step.total === bytes)).toBe(true)
  })
})

describe.skipIf(!onLinux)('names', () => {
  const names: [string, FilePath][] = [
    ['with a newline', 'two\nlines'],
    ['with a leading dash', '-rf'],
    ['of 255 bytes', 'n'.repeat(255)],
    ['that is not UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0x62])],
    ['with spaces and quotes', ` a'b"c `],
  ]
  it.each(names)('%s', async (_, name) => {
    const file = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)])
    await writeFile(file, 'x')
    const outcome = await shredFile(file, optionsWith({ force: true }), recordingLayer().layer)
    expect(outcome.status).toBe('shredded')
    expect(await readdir(folder)).toEqual([])
  })

  it('bytes that are not UTF-8 are shown escaped', async () => {
    const file = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x61, 0xff, 0x62])])
    await writeFile(file, 'x')
    const outcome = await shredFile(file, optionsWith({ force: true }), recordingLayer().layer)
    expect(outcome.path).toBe(`${folder}/a\\xffb`)
  })

  it('a relative path starts at the given working folder', async () => {
    await fileWith(folder, 'x', '-n')
    const outcome = await shredFile('-n', optionsWith({ cwd: folder }), recordingLayer().layer)
    expect(outcome).toMatchObject({ path: '-n', status: 'shredded' })
    expect(await readdir(folder)).toEqual([])
  })
})

describe.skipIf(!onLinux)('read-only files', () => {
  it.each([0o400, 0o000])('mode %o is made writable through the open file with --force', async (mode) => {
    const file = await fileWith(folder, 'x')
    await chmod(file, mode)
    const { layer, calls } = recordingLayer()
    expect(await shredFile(file, optionsWith({ force: true }), layer)).toMatchObject({ status: 'shredded' })
    expect(calls.slice(0, 2)).toEqual(['chmod 600', 'open'])
    expect(existsSync(file)).toBe(false)
  })

  it('a dry run leaves their mode as it is', async () => {
    const file = await fileWith(folder, 'x')
    await chmod(file, 0o400)
    const { layer, calls } = recordingLayer()
    const outcome = await shredFile(file, optionsWith({ force: true, dryRun: true }), layer)
    expect(outcome).toMatchObject({ status: 'shredded', passes: 3 })
    expect(calls).toEqual([])
    expect((await stat(file)).mode & 0o777).toBe(0o400)
  })
})

describe.skipIf(!onLinux)('a dry run', () => {
  it('says what would happen and changes nothing', async () => {
    const file = await fileWith(folder, 'x'.repeat(10))
    const { layer, calls } = recordingLayer()
    const before = await stat(file)
    const outcome = await shredFile(file, optionsWith({ dryRun: true }), layer)
    expect(outcome).toMatchObject({ status: 'shredded', passes: 3, bytes: before.blksize })
    expect(calls).toEqual([])
    expect(await stat(file)).toMatchObject({ size: 10, mtimeMs: before.mtimeMs, ino: before.ino })
  })

  it('where paths have to do opens the file to read', async () => {
    const file = await fileWith(folder, 'x'.repeat(10))
    const { layer, calls } = recordingLayer()
    await shredFile(file, optionsWith({ dryRun: true, platform: 'darwin' }), layer)
    expect(calls).toEqual(['open to read', 'close'])
  })

  it('tells of a file that may not be written to, as the work would', async () => {
    const file = await fileWith(folder, 'x')
    const access = async () => {
      throw systemError('EROFS', 'read-only file system', 'access')
    }
    const outcome = await shredFile(file, optionsWith({ dryRun: true }), recordingLayer({ layer: { access } }).layer)
    expect(outcome).toMatchObject({ status: 'failed', reason: 'could not be shredded: EROFS: read-only file system' })
  })
})

const attributesWork = (attribute: string): boolean => {
  if (!onLinux || uid !== 0) return false
  const probe = mkdtempSync(path.join(os.tmpdir(), 'shred-probe-'))
  try {
    execFileSync('chattr', [`+${attribute}`, probe], { stdio: 'ignore' })
    execFileSync('chattr', [`-${attribute}`, probe], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(probe, { recursive: true })
  }
}

describe.each(['i', 'a'])('a file with chattr +%s', (attribute) => {
  it.skipIf(!attributesWork(attribute))('fails and is left as it was (skipped without root or chattr)', async () => {
    const file = await fileWith(folder, 'x')
    execFileSync('chattr', [`+${attribute}`, file])
    try {
      const outcome = await shredFile(file, optionsWith(), recordingLayer().layer)
      expect(outcome).toMatchObject({
        status: 'failed',
        reason:
          'could not be shredded: EPERM: operation not permitted; perhaps it is immutable or append-only, which `lsattr` tells',
      })
      expect((await stat(file)).size).toBe(1)
    } finally {
      execFileSync('chattr', [`-${attribute}`, file])
    }
  })
})
