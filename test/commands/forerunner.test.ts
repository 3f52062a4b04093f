import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { forerunnerOf } from '../../src/commands/forerunner.ts'
import type { Unit } from '../../src/model/unit.ts'
import { awsPair } from '../support/secrets.ts'

// Threads run the built program: Node 20 runs no TypeScript.
const built = resolve(import.meta.dirname, '../../dist')
const folder = mkdtempSync(join(tmpdir(), 'leaktight-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = (name: string, content: string | Buffer): Unit => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return unitOf(file)
}

const unitOf = (file: string): Unit => ({
  path: file,
  origin: { from: 'worktree' },
  size: 0,
  place: { file },
  bytes: () => Buffer.alloc(0),
  async *chunks() {},
})

const task = { artefact: readFileSync(join(built, 'rules.generated.bin')), holdBytes: 8 * 1024 * 1024 }

describe('threads that go ahead', () => {
  it('say of what there is nothing to find in how large it is, and leave everything else to the engine', async () => {
    mkdirSync(join(folder, 'folder'))
    const units = [
      fileOf('clean.ts', 'export const answer = 42\n'),
      fileOf('aws.yaml', awsPair().yaml),
      fileOf('binary.bin', Buffer.from([0, 1, 2, 3])),
      unitOf(join(folder, 'absent')),
      unitOf(join(folder, 'folder')),
      fileOf('allow.ts', `// ${'leaktight'}:allow some-rule -- reason\n`),
      fileOf('large.txt', Buffer.alloc(6 * 1024 * 1024, 'x\n')),
      fileOf('larger.txt', Buffer.alloc(9 * 1024 * 1024, 'x\n')),
      { ...fileOf('elsewhere.txt', 'x'), place: { object: 'x' } },
      fileOf('empty', ''),
    ]
    const forerunner = forerunnerOf(task, 2, built)
    const quiet = await forerunner.look(units)
    await forerunner.close()
    expect(quiet).toEqual([
      { bytes: 25, binary: false },
      undefined,
      { bytes: 4, binary: true },
      undefined,
      undefined,
      undefined,
      { bytes: 6 * 1024 * 1024, binary: false },
      undefined,
      undefined,
      { bytes: 0, binary: false },
    ])
  })

  it('leave everything to the engine where they cannot start', async () => {
    const forerunner = forerunnerOf(task, 2, folder)
    const units = [fileOf('first.ts', 'x'), fileOf('second.ts', 'y')]
    expect(await forerunner.look(units)).toEqual([undefined, undefined])
    expect(await forerunner.look(units)).toEqual([undefined, undefined])
    await forerunner.close()
  })
})
