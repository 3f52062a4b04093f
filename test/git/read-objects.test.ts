import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { idAt, listObjects, type ObjectList, placesWhere } from '../../src/git/object-list.ts'
import { readObjects } from '../../src/git/read-objects.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

let repository: TestRepository
beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const placeOf = ({ root, env }: TestRepository) => ({ cwd: root, env })

const everything = async (from: TestRepository, list: ObjectList) => {
  const contents = new Map<string, string>()
  const failures: { oid: string; reason: string }[] = []
  for await (const batch of readObjects(
    placeOf(from),
    list,
    placesWhere(list, () => true),
  )) {
    failures.push(...batch.failures)
    for (const { oid, start, size } of batch.objects) {
      expect(contents.has(oid)).toBe(false)
      contents.set(oid, batch.buffer.toString('latin1', start, start + size))
    }
  }
  return { contents, failures }
}

const looseFile = (oid: string): string => join(repository.root, '.git/objects', oid.slice(0, 2), oid.slice(2))

/** Leaves the header of an object readable, so that git ends in the middle of its content. */
const damage = (oid: string): void => {
  chmodSync(looseFile(oid), 0o644)
  truncateSync(looseFile(oid), 20_000)
}

const stageMany = (count: number): string[] => {
  for (let index = 0; index < count; index++) repository.write(`f${index}.bin`, randomBytes(40_000))
  repository.git('add', '.')
  return Array.from({ length: count }, (_, index) => repository.git('rev-parse', `:f${index}.bin`).trim())
}

describe('reading the objects of a list', () => {
  it('gives each blob, commit and tag once, loose and packed, larger and smaller than a batch', async () => {
    const large = randomBytes(3_000_000).toString('latin1')
    repository.stage('large.bin', Buffer.from(large, 'latin1'))
    repository.stage('a.txt', 'packed\n')
    repository.commit('first')
    repository.git('tag', '-a', '-m', 'the tag', 'v1')
    repository.git('repack', '-adq')
    repository.stage('a.txt', 'loose\n')
    repository.stage('b.txt', 'packed\n')
    const list = await listObjects(placeOf(repository))
    const { contents, failures } = await everything(repository, list)
    expect(failures).toEqual([])
    expect(contents.size).toBe(5)
    const texts = [...contents.values()]
    expect(texts).toEqual(expect.arrayContaining([large, 'packed\n', 'loose\n']))
    expect(texts.filter((text) => /\n\n(first|the tag)\n$/.test(text))).toHaveLength(2)
  })

  it('reads those of an alternate too', async () => {
    repository.stage('a.txt', 'of the first\n')
    repository.commit('first')
    const borrower = newRepository()
    const info = join(borrower.root, '.git/objects/info')
    mkdirSync(info, { recursive: true })
    writeFileSync(join(info, 'alternates'), `${join(repository.root, '.git/objects')}\n`)
    borrower.stage('b.txt', 'of the second\n')
    const { contents } = await everything(borrower, await listObjects(placeOf(borrower)))
    expect([...contents.values()]).toEqual(expect.arrayContaining(['of the first\n', 'of the second\n']))
    borrower.remove()
  })

  it('works with the ids of SHA-256', async () => {
    const longer = newRepository('--object-format=sha256')
    longer.stage('a.txt', 'long id\n')
    const list = await listObjects(placeOf(longer))
    expect(list.width).toBe(32)
    expect([...(await everything(longer, list)).contents]).toEqual([[idAt(list, 0), 'long id\n']])
    longer.remove()
  })

  it('tells a damaged object and goes on behind it', async () => {
    const oids = stageMany(6)
    const list = await listObjects(placeOf(repository))
    // Listed as whole; damaged since.
    const broken = [oids[1], oids[4]].filter((oid) => oid !== undefined)
    for (const oid of broken) damage(oid)
    const { contents, failures } = await everything(repository, list)
    expect(contents.size).toBe(4)
    expect(failures.map(({ oid }) => oid).sort()).toEqual([...broken].sort())
    for (const { reason } of failures) expect(reason).not.toBe('')
  })

  it('tells what is gone since it was listed', async () => {
    const [, second = ''] = stageMany(3)
    const list = await listObjects(placeOf(repository))
    rmSync(looseFile(second))
    const { contents, failures } = await everything(repository, list)
    expect(contents.size).toBe(2)
    expect(failures).toEqual([{ oid: second, reason: expect.stringMatching(/is missing/) }])
  })

  it('gives up where nearly all is broken, and says how much was not read', async () => {
    const oids = stageMany(20)
    const list = await listObjects(placeOf(repository))
    for (const oid of oids) damage(oid)
    await expect(everything(repository, list)).rejects.toThrow(/objects were not read/)
  })
})
