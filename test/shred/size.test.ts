import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseSize } from '../../src/shred/size.ts'

const sizes: readonly (readonly [string, number | undefined])[] = [
  ['0', 0],
  ['1', 1],
  ['+5', 5],
  [' 5', 5],
  ['010', 8],
  ['0x10', 16],
  ['0X1f', 31],
  ['0x1b', 27],
  ['c', 1],
  ['3c', 3],
  ['2b', 1024],
  ['2B', 2048],
  ['K', 1024],
  ['1k', 1024],
  ['1K', 1024],
  ['1KiB', 1024],
  ['1KB', 1000],
  ['1kB', 1000],
  ['1KD', 1000],
  ['0K', 0],
  ['2M', 2_097_152],
  ['1MB', 1_000_000],
  ['1MiB', 1_048_576],
  ['', undefined],
  ['-1', undefined],
  ['08', undefined],
  ['0x', undefined],
  ['5 ', undefined],
  ['1.5', undefined],
  ['1Ki', undefined],
  ['1Kb', undefined],
  ['1m', undefined],
  ['1w', undefined],
  ['1cB', undefined],
  ['9E', undefined],
  ['99999999999999999999', undefined],
]

describe('a size', () => {
  it.each(sizes)('"%s" is %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes)
  })

  it('of more bytes than can be counted exactly is none', () => {
    expect(parseSize('1P')).toBe(2 ** 50)
    expect(parseSize('8P')).toBeUndefined()
  })
})

const isGnu = /GNU coreutils/.test(spawnSync('shred', ['--version'], { encoding: 'utf8' }).stdout ?? '')

/** An empty file takes the size that GNU shred is told. */
const sizeByGnu = (text: string): number | undefined => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'shred-size-'))
  try {
    const file = path.join(folder, 'f')
    writeFileSync(file, '')
    const { status } = spawnSync('shred', ['-n1', `--size=${text}`, file])
    return status === 0 ? statSync(file).size : undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe.skipIf(!isGnu)('GNU shred reads the same (skipped without it)', () => {
  it.each(sizes)('"%s"', (text, bytes) => {
    expect(sizeByGnu(text)).toBe(bytes)
  })
})
