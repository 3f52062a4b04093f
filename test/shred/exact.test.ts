import { existsSync, readFileSync, statSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Progress, ShredOptions } from '../../src/shred/options.ts'
import { shredFile } from '../../src/shred/shred-file.ts'
import { fileWith, freshFolder, onLinux, optionsWith, recordingLayer } from './support.ts'

let folder: string
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
})
afterEach(() => remove())

const btrfs = { layer: { statfsType: async () => 0x9123683en } }

/** Shreds a file of so many bytes and tells how many each pass wrote. */
const written = async (size: number, changes: Partial<ShredOptions>, faults = {}) => {
  const file = await fileWith(folder, 'x'.repeat(size))
  const { layer, writes } = recordingLayer(faults)
  const outcome = await shredFile(file, optionsWith({ passes: 1, ...changes }), layer)
  const passes: number[] = []
  for (const { position, bytes } of writes) {
    if (position === 0) passes.push(0)
    passes[passes.length - 1] = (passes.at(-1) ?? 0) + bytes.length
  }
  return { outcome, passes, file }
}

describe.skipIf(!onLinux)('--exact', () => {
  it.each([1, 98, 4095, 4096, 4097, 1024 * 1024 + 1])('stops at the last of %i bytes', async (size) => {
    const { outcome, passes, file } = await written(size, { exact: true })
    expect(passes).toEqual([size, size])
    expect(outcome).toMatchObject({ status: 'shredded', bytes: size, passes: 2 })
    expect(existsSync(file)).toBe(false)
  })

  it('writes nothing over an empty file', async () => {
    expect((await written(0, { exact: true })).passes).toEqual([])
  })
})

describe.skipIf(!onLinux)('--size', () => {
  it('larger than the file: so many bytes, and the file is gone', async () => {
    const { outcome, passes, file } = await written(10, { size: 5000 })
    expect(passes).toEqual([5000, 5000])
    expect(outcome).toMatchObject({ status: 'shredded', bytes: 5000 })
    expect(existsSync(file)).toBe(false)
  })

  it('as large as the file: not to the end of the block', async () => {
    const { outcome, passes } = await written(98, { size: 98 })
    expect(passes).toEqual([98, 98])
    expect(outcome.status).toBe('shredded')
  })

  it('over an empty file: so many bytes', async () => {
    expect((await written(0, { size: 100 })).passes).toEqual([100, 100])
  })

  it('smaller than the file: so many bytes, and the file is kept, for the rest can be read', async () => {
    const { outcome, passes, file } = await written(5000, { size: 1024 })
    expect(passes).toEqual([1024, 1024])
    expect(outcome).toMatchObject({
      status: 'failed',
      passes: 2,
      bytes: 1024,
      reason: 'was kept under its name, because --size leaves the last 3976 of its 5000 bytes as they are',
    })
    expect(readFileSync(file)).toEqual(Buffer.concat([Buffer.alloc(1024), Buffer.alloc(3976, 'x')]))
  })

  it('of none: nothing is written and the file is kept', async () => {
    const { outcome, passes, file } = await written(10, { size: 0 })
    expect(passes).toEqual([])
    expect(outcome.status).toBe('failed')
    expect(readFileSync(file, 'utf8')).toBe('x'.repeat(10))
  })

  it('smaller than the file, in a dry run: that it would be kept', async () => {
    const { outcome } = await written(5000, { size: 1024, dryRun: true })
    expect(outcome).toMatchObject({ status: 'failed', reason: expect.stringMatching(/^would be kept under its name/) })
  })

  it('over the limit is refused without --force', async () => {
    const { outcome, file } = await written(10, { size: 5000, maxBytes: 4096 })
    expect(outcome).toMatchObject({
      status: 'refused',
      reason: 'would get the 5000 bytes of --size, over the limit of 4096; --force writes them all the same',
    })
    expect(statSync(file).size).toBe(10)
    expect((await written(10, { size: 5000, maxBytes: 4096, force: true })).outcome.status).toBe('shredded')
  })
})

describe.skipIf(!onLinux)('a file that may stand in its inode', () => {
  it.each([1, 98, 4095])('of %i bytes: all passes over these first, then over the block', async (size) => {
    const { outcome, passes } = await written(size, { passes: 2 }, btrfs)
    expect(passes).toEqual([size, size, size, 4096, 4096, 4096])
    expect(outcome).toMatchObject({ status: 'removed-not-sanitized', passes: 3, bytes: 4096, exactBytes: size })
  })

  it.each([
    [4096, [4096, 4096]],
    [4097, [8192, 8192]],
  ])('of %i bytes has blocks of its own', async (size, expected) => {
    const { outcome, passes } = await written(size, {}, btrfs)
    expect(passes).toEqual(expected)
    expect(outcome).not.toHaveProperty('exactBytes')
  })

  it('with --exact is overwritten once', async () => {
    const { outcome, passes } = await written(98, { exact: true }, btrfs)
    expect(passes).toEqual([98, 98])
    expect(outcome).not.toHaveProperty('exactBytes')
  })

  it('with --size above its own is overwritten by both', async () => {
    expect((await written(98, { size: 200 }, btrfs)).passes).toEqual([98, 98, 200, 200])
  })

  it('tells no progress of the first passes, as GNU shred tells none', async () => {
    const seen: Progress[] = []
    await written(98, { onProgress: (progress) => void seen.push(progress) }, btrfs)
    expect(seen.map(({ pass, passes, bytes }) => [pass, passes, bytes])).toEqual([
      [1, 2, 0],
      [1, 2, 4096],
      [2, 2, 0],
      [2, 2, 4096],
    ])
  })

  it('that fails in them is kept, with no pass complete', async () => {
    let syncs = 0
    const { outcome, file } = await written(
      98,
      {},
      {
        ...btrfs,
        file: () => ({
          datasync: async () => {
            syncs += 1
            if (syncs === 2) throw new Error('EIO: i/o error, fdatasync')
          },
        }),
      },
    )
    expect(outcome).toMatchObject({ status: 'failed', passes: 0 })
    expect(outcome.reason).toMatch(/^was kept under its name, .*; 0 of 2 passes were complete$/)
    expect(statSync(file).size).toBe(98)
  })
})

it.skipIf(!onLinux)('a file that somebody writes to meanwhile is kept, for what was added can be read', async () => {
  const file = await fileWith(folder, 'x'.repeat(4096))
  const { layer } = recordingLayer({
    file: (real) => ({
      datasync: async () => {
        await real.datasync()
        if (statSync(file).size === 4096) await appendFile(file, 'added')
      },
    }),
  })
  const outcome = await shredFile(file, optionsWith(), layer)
  expect(outcome).toMatchObject({
    status: 'failed',
    reason:
      'was kept under its name, because somebody wrote to it meanwhile: its last 5 of 4101 bytes were not overwritten',
  })
  expect(readFileSync(file, 'utf8').endsWith('added')).toBe(true)
})
