import { readFileSync, writeFileSync } from 'node:fs'
import { open, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import type { Bench } from '../../src/seal/bench.ts'
import { mend } from '../../src/seal/mend.ts'
import { Failed, Refused } from '../../src/seal/outcome.ts'
import { nodeFileLayer } from '../../src/shred/file-layer.ts'
import { freshFolder, onLinux, recordingLayer, systemError, uid } from '../shred/support.ts'
import { encOf } from '../support/enc.ts'

let folder: string
let remove: () => Promise<void>

const metadata = `sops:
    lastmodified: "2026-01-01T00:00:00Z"
    mac: ${encOf('str', 128)}
    version: 3.11.0
`
const sound = `password: ${encOf('str', 14)}\n${metadata}`
const trailing = `password: ${encOf('str', 14)} not-to-be-seen\n${metadata}`
const plain = 'password: not-to-be-seen\n'

const benchWith = (changes: Partial<Bench> = {}): Bench => ({
  root: folder,
  sops: async () => ({ ok: true, output: Buffer.from(sound) }),
  layer: nodeFileLayer,
  platform: 'linux',
  uid,
  maxBytes: 1 << 20,
  passes: 1,
  zero: true,
  inspect: async () => [],
  recipeFor: async () => ({ selectors: new Map(), globalArgs: () => [], encryptArgs: [], isFor: () => true }),
  committed: async () => undefined,
  ...changes,
})

const write = (text: string): Buffer => {
  writeFileSync(join(folder, 'a.yaml'), text, { mode: 0o640 })
  return Buffer.from(text)
}

const kinds = [
  ['trailing', trailing],
  ['plain', plain],
] as const

describe.runIf(onLinux)('mending a file', () => {
  beforeEach(async () => {
    const fresh = await freshFolder()
    folder = fresh.folder
    remove = fresh.remove
  })
  afterEach(() => remove())

  it.each(kinds)('puts a new file in the place of one that is %s and overwrites the old bytes', async (fault, text) => {
    const examined = write(text)
    const old = await open(join(folder, 'a.yaml'))
    const { layer, writes, calls } = recordingLayer()
    const { content, erased } = await mend('a.yaml', fault, examined, benchWith({ layer }))
    expect(content.toString()).toBe(sound)
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(sound)
    expect(await readdir(folder)).toEqual(['a.yaml'])
    expect(erased).toMatchObject({ passes: 2 })
    expect((await old.stat()).size).toBe(0)
    await old.close()
    const passes = writes.filter(({ bytes }) => bytes.length >= 4096)
    expect(passes).toHaveLength(2)
    expect(passes[1]?.bytes.every((byte) => byte === 0)).toBe(true)
    const last = (call: string): number => calls.lastIndexOf(call)
    expect(last('rename')).toBeLessThan(last('datasync'))
    expect(calls.indexOf('sync')).toBeLessThan(last('rename'))
    expect(writes.some(({ bytes }) => bytes.includes('not-to-be-seen'))).toBe(false)
  })

  const faults: readonly (readonly [string, () => Partial<Bench>, string])[] = [
    [
      'it cannot be renamed over',
      () => ({
        layer: recordingLayer({
          layer: {
            rename: async () => {
              throw systemError('EACCES', 'permission denied', 'rename')
            },
          },
        }).layer,
      }),
      'EACCES: permission denied',
    ],
    [
      'the disk is full',
      () => ({
        layer: recordingLayer({
          file: () => ({
            write: async () => {
              throw systemError('ENOSPC', 'no space left on device', 'write')
            },
          }),
        }).layer,
      }),
      'ENOSPC: no space left on device',
    ],
    [
      'the disk loses what was written',
      () => ({
        layer: recordingLayer({
          file: () => ({
            sync: async () => {
              throw systemError('EIO', 'i/o error', 'fsync')
            },
          }),
        }).layer,
      }),
      'EIO: i/o error',
    ],
    [
      'our own rules flag the result',
      () => ({ inspect: async () => [{ rule: 'sops-enc-dup' } as Finding] }),
      'would still be flagged: sops-enc-dup',
    ],
    [
      'another file takes the name meanwhile',
      () => ({
        inspect: async () => {
          writeFileSync(join(folder, 'other'), readFileSync(join(folder, 'a.yaml')))
          await rename(join(folder, 'other'), join(folder, 'a.yaml'))
          return []
        },
      }),
      'was changed by somebody else meanwhile',
    ],
  ]

  it.each(kinds.flatMap(([fault, text]) => faults.map((each) => [fault, text, ...each] as const)))(
    'leaves one that is %2$s as it was when %3$s',
    async (fault, text, _, changes, reason) => {
      const examined = write(text)
      const mending = mend('a.yaml', fault, examined, benchWith(changes()))
      await expect(mending).rejects.toThrow(reason)
      await expect(mending).rejects.not.toThrow('not-to-be-seen')
      expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(text)
      expect(await readdir(folder)).toEqual(['a.yaml'])
    },
  )

  it('leaves a file that is not what was examined', async () => {
    write(`${trailing}# later\n`)
    await expect(mend('a.yaml', 'trailing', Buffer.from(trailing), benchWith())).rejects.toThrow(Refused)
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(`${trailing}# later\n`)
  })

  it('says so when the old bytes could not be overwritten', async () => {
    const examined = write(trailing)
    const { layer } = recordingLayer({
      file: (real) => ({
        write: (bytes, offset, length, position) =>
          length >= 4096
            ? Promise.reject(systemError('EIO', 'i/o error', 'write'))
            : real.write(bytes, offset, length, position),
      }),
    })
    const mending = mend('a.yaml', 'trailing', examined, benchWith({ layer }))
    await expect(mending).rejects.toThrow(Failed)
    await expect(mending).rejects.toThrow('is encrypted, but its old bytes could not be overwritten (EIO: i/o error)')
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(sound)
  })
})
