import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cloud } from '../../src/rotate/cloud.ts'
import { type Journal, type Journals, openJournals } from '../../src/rotate/journal.ts'
import { digestOf } from '../../src/rotate/private-copy.ts'
import { undo } from '../../src/rotate/undo.ts'

let root: string
let journals: Journals
let deleted: string[]

const uid = process.getuid?.()
const copy = `.leaktight-${'a'.repeat(32)}`

const journal: Journal = {
  schema: 'leaktight-rotate-journal-1',
  file: 'secrets/aws.yaml',
  user: 'dev',
  account: '123456789012',
  before: ['OLD'],
  startedAt: '2026-06-01T00:00:00.000Z',
  askedAt: '2026-06-01T00:00:01.000Z',
  newKey: 'NEW',
  copy,
  oldDigest: digestOf(Buffer.from('old')),
  newDigest: digestOf(Buffer.from('new')),
  main: { pid: 1, host: 'gone' },
}

const cloud = {
  lastUsed: async () => ({}),
  deleteAccessKey: async (_: string, id: string) => {
    deleted.push(id)
  },
} as unknown as Cloud

const undone = async (content: string, heldId?: string, change: Partial<Journal> = {}) => {
  writeFileSync(join(root, 'secrets/aws.yaml'), content)
  await journals.begin({ ...journal, ...change })
  const patience = { now: () => new Date(), sleep: async () => {}, failingMs: 0, settleMs: 0 }
  return undo(
    { ...journal, ...change },
    { root, cloud, journals, patience, ...(heldId === undefined ? {} : { heldId }) },
  )
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'leaktight-undo-'))
  mkdirSync(join(root, 'secrets', copy), { recursive: true })
  writeFileSync(join(root, 'secrets', copy, 'aws.yaml'), 'ciphertext')
  journals = openJournals(join(root, 'journals'), uid)
  deleted = []
})
afterEach(() => rmSync(root, { recursive: true }))

describe('undoing a rotation', () => {
  it('deletes the key while the file is the old one', async () => {
    expect(await undone('old')).toEqual({ is: 'old', id: 'NEW' })
    expect(deleted).toEqual(['NEW'])
    expect(await journals.list()).toEqual([])
    expect(existsSync(join(root, 'secrets', copy))).toBe(false)
  })

  it('finds it done when the file is the verified copy', async () => {
    expect(await undone('new')).toEqual({ is: 'new', id: 'NEW' })
    expect(deleted).toEqual([])
    expect(await journals.list()).toEqual([])
    expect(existsSync(join(root, 'secrets', copy))).toBe(false)
  })

  it('touches no key when nobody can say which one the file holds', async () => {
    expect(await undone('changed since')).toMatchObject({
      is: 'left',
      reasons: [expect.stringContaining('was changed')],
    })
    expect(deleted).toEqual([])
    expect(await journals.list()).toHaveLength(1)
  })

  it('goes by the id in the file where that can be read', async () => {
    expect(await undone('changed since', 'NEW')).toMatchObject({ is: 'new' })
    expect(deleted).toEqual([])
    expect(await undone('changed since', 'OLD')).toMatchObject({ is: 'old' })
    expect(deleted).toEqual(['NEW'])
  })

  it('removes what killed processes left of a journal, and nothing that is being written', async () => {
    const [left, fresh] = [`.${'a'.repeat(16)}`, `.${'b'.repeat(16)}`]
    mkdirSync(journals.folder, { mode: 0o700 })
    for (const name of [left, fresh, '.mine']) writeFileSync(join(journals.folder, name), '')
    for (const name of [left, '.mine']) utimesSync(join(journals.folder, name), 1, 1)
    await undone('old')
    expect(readdirSync(journals.folder).sort()).toEqual([fresh, '.mine'].sort())
  })

  it('removes no folder but one of its own', async () => {
    mkdirSync(join(root, 'secrets/mine'))
    expect(await undone('old', undefined, { copy: 'mine' })).toMatchObject({ is: 'left' })
    expect(readdirSync(join(root, 'secrets'))).toContain('mine')
  })
})

describe('the journal of a rotation', () => {
  it('is one for a file, and for its owner alone', async () => {
    expect(await journals.begin(journal)).toBe(true)
    expect(await journals.begin(journal)).toBe(false)
    expect(await journals.read('secrets/aws.yaml')).toEqual(journal)
    expect(readdirSync(join(root, 'journals'))).toHaveLength(1)
  })

  it('is not trusted where others could have written it', async () => {
    await journals.begin(journal)
    chmodSync(journals.pathOf('secrets/aws.yaml'), 0o622)
    await expect(journals.read('secrets/aws.yaml')).rejects.toThrow(/cannot be used: others can write to it/)
    chmodSync(journals.pathOf('secrets/aws.yaml'), 0o600)
    chmodSync(journals.folder, 0o777)
    await expect(journals.read('secrets/aws.yaml')).rejects.toThrow(/cannot be used: others can write to it/)
  })

  it('stays ended', async () => {
    await journals.begin(journal)
    await journals.end(journal.file)
    await expect(journals.update(journal)).rejects.toThrow()
    expect(readdirSync(join(root, 'journals'))).toEqual([])
  })
})
