import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { remnantOf } from '../../../src/checks/leftovers/remnant.ts'
import { awsPair } from '../../support/secrets.ts'

const hasShred = spawnSync('shred', ['--version']).status === 0

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaktight-wiped-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const afterShred = (content: string, ...flags: readonly string[]): Buffer => {
  const path = join(folder, 'aws-update.yaml')
  writeFileSync(path, content)
  spawnSync('shred', [...flags, path])
  return readFileSync(path)
}

describe('what overwriting left', () => {
  it.skipIf(!hasShred).each([
    [['-fz', '-n', '10'], 'zeros', 4096],
    [['-n', '1'], 'random', 4096],
    [['-x', '-z', '-n', '1'], 'zeros', awsPair().yaml.length],
  ] as const)('by GNU shred %s is recognised', (flags, remnant, size) => {
    const left = afterShred(awsPair().yaml, ...flags)
    expect(left).toHaveLength(size)
    expect(remnantOf(left)).toBe(remnant)
  })

  it('is recognised in a thousand random blocks', () => {
    const blocks = Array.from({ length: 1000 }, () => remnantOf(randomBytes(4096)))
    expect(blocks.filter((remnant) => remnant !== 'random').length).toBeLessThan(2)
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['plaintext of block size', Buffer.from(awsPair().yaml.repeat(60)).subarray(0, 4096)],
    ['plaintext that stands before zeros', Buffer.concat([Buffer.from(awsPair().yaml), Buffer.alloc(4000)])],
    ['random bytes of another size', randomBytes(4000)],
    ['something compressed', gzipSync(randomBytes(9000)).subarray(0, 8192)],
    ['hexadecimal digits', Buffer.from(randomBytes(2048).toString('hex'))],
  ])('is not %s', (_, bytes) => {
    expect(remnantOf(bytes)).toBeUndefined()
  })
})
