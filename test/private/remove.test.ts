import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makePrivateFolder, type PrivateFolder } from '../../src/private/folder.ts'
import { removePrivateFolder } from '../../src/private/remove.ts'

const uid = process.geteuid?.()
const isRoot = uid === 0
const nobody = 65_534

/** A folder in which everybody makes files, as /dev/shm. */
let shared: string
let path: string
beforeEach(() => {
  shared = mkdtempSync(join(tmpdir(), 'leaktight-remove-'))
  chmodSync(shared, 0o1777)
  path = join(shared, `leaktight-${'0'.repeat(32)}`)
})
afterEach(() => rmSync(shared, { recursive: true }))

const make = (): void => {
  mkdirSync(path, { mode: 0o700 })
  writeFileSync(join(path, 'secret'), 'plain\n')
}

const remove = (folder: PrivateFolder = { path, inMemory: true }) =>
  removePrivateFolder(folder, {
    uid,
    platform: process.platform,
    pid: process.pid,
    signal: () => expect.fail('nobody is to be ended'),
  })

/** What another user puts where our folder will be, or was. */
const plant = (at: string): string => {
  mkdirSync(at, { mode: 0o700 })
  const file = join(at, 'theirs')
  writeFileSync(file, 'stays\n')
  chownSync(file, nobody, nobody)
  chownSync(at, nobody, nobody)
  return file
}

it('nothing is left', async () => {
  make()
  expect(await remove()).toEqual([])
  expect(readdirSync(shared)).toEqual([])
})

it('a removal that was cut off is finished', async () => {
  make()
  path = `${path}-ending`
  make()
  path = path.slice(0, -'-ending'.length)
  expect(await remove()).toEqual([])
  expect(readdirSync(shared)).toEqual([])
})

describe.skipIf(!isRoot)(`what another user planted${isRoot ? '' : ' (skipped: only root can make it)'}`, () => {
  it('under the name of the folder that is being removed stays, and ours goes', async () => {
    make()
    const file = plant(`${path}-ending`)
    expect(await remove()).toEqual([])
    expect([existsSync(path), readFileSync(file, 'utf8')]).toEqual([false, 'stays\n'])
  })

  it('under the name of the folder stays when ours is gone', async () => {
    const file = plant(path)
    await remove()
    expect(readFileSync(file, 'utf8')).toBe('stays\n')
  })

  it.each(['', '-ending'])('as a link is not followed: %j', async (ending) => {
    const victim = join(shared, 'victim')
    mkdirSync(victim, { mode: 0o700 })
    writeFileSync(join(victim, 'file'), 'stays\n')
    if (ending !== '') make()
    symlinkSync(victim, path + ending)
    lchownSync(path + ending, nobody, nobody)
    await remove()
    expect(readFileSync(join(victim, 'file'), 'utf8')).toBe('stays\n')
    if (ending !== '') expect(existsSync(path)).toBe(false)
  })

  it('what the command gave away is removed all the same', async () => {
    const { folder, release } = makePrivateFolder({ path, inMemory: true })
    writeFileSync(join(path, 'secret'), 'plain\n')
    chownSync(join(path, 'secret'), nobody, nobody)
    chownSync(path, nobody, nobody)
    expect(await remove(folder)).toEqual([])
    release()
    expect(readdirSync(shared)).toEqual([])
  })
})
