import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeRecords, encodeRecords } from '../../src/sources/history-cache/file-format.ts'
import {
  countOf,
  finderIn,
  noRecords,
  type Records,
  recordCollector,
  union,
} from '../../src/sources/history-cache/records.ts'
import { type HistoryStore, recall, remember } from '../../src/sources/history-cache/store.ts'

const recordsOf = (oids: readonly string[], binary: (oid: string) => boolean = () => false): Records => {
  const collector = recordCollector(20)
  for (const oid of oids) collector.add(oid, binary(oid))
  return collector.records()
}

const oidsIn = ({ bytes, width }: Records): string[] =>
  Array.from({ length: bytes.length / (width + 1) }, (_, index) =>
    bytes.toString('hex', index * (width + 1), index * (width + 1) + width),
  )

// Few beginnings, so that many ids share their first bytes.
const oid = fc
  .tuple(fc.constantFrom('0000', '00ff', 'abcd', 'ffff'), fc.integer({ min: 0, max: 300 }))
  .map(([start, rest]) => start + rest.toString(16).padStart(36, '0'))
const oids = fc.array(oid, { maxLength: 200 })
const sorted = (list: readonly string[]): string[] => [...new Set(list)].sort()

describe('records of quiet objects', () => {
  it('are ascending and each once, and so is a union', () => {
    fc.assert(
      fc.property(oids, oids, (some, others) => {
        expect(oidsIn(recordsOf(some))).toEqual(sorted(some))
        expect(oidsIn(union(recordsOf(some), recordsOf(others)))).toEqual(sorted([...some, ...others]))
      }),
    )
  })

  it('are found, with what is known of each, and nothing else is', () => {
    fc.assert(
      fc.property(oids, oids, (some, others) => {
        const isBinary = (name: string): boolean => name.endsWith('1')
        const records = recordsOf(some, isBinary)
        const find = finderIn(records)
        for (const name of [...some, ...others]) {
          const place = find(Buffer.from(name, 'hex'), 0)
          expect(place !== -1).toBe(some.includes(name))
          if (place !== -1) expect(records.bytes[place + 20]).toBe(isBinary(name) ? 1 : 0)
        }
      }),
    )
  })

  it('grow to any number', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => createHash('sha1').update(`${index}`).digest('hex'))
    expect(oidsIn(recordsOf(many))).toEqual(sorted(many))
  })
})

const some = recordsOf(['11'.repeat(20), '22'.repeat(20), '33'.repeat(20)])

describe('the file of quiet objects', () => {
  it('is read as it was written', () => {
    expect(decodeRecords(encodeRecords(some, 'abc'), 20, 'abc')).toEqual(some)
    expect(decodeRecords(encodeRecords(noRecords(32), 'abc'), 32, 'abc')).toEqual(noRecords(32))
  })

  it('is not believed when any byte of it is another, or it is cut, or longer', () => {
    const file = encodeRecords(some, 'abc')
    for (let at = 0; at < file.length; at++) {
      const other = Buffer.from(file)
      other[at] = (other[at] ?? 0) ^ 0x10
      expect(decodeRecords(other, 20, 'abc')).toBeUndefined()
      expect(decodeRecords(file.subarray(0, at), 20, 'abc')).toBeUndefined()
    }
    expect(decodeRecords(Buffer.concat([file, Buffer.alloc(1)]), 20, 'abc')).toBeUndefined()
    expect(decodeRecords(file, 32, 'abc')).toBeUndefined()
    expect(decodeRecords(file, 20, 'abd')).toBeUndefined()
  })
})

describe('the store of quiet objects', () => {
  let folder: string
  let store: HistoryStore
  const now = new Date()
  const path = (): string => join(folder, 'history-abc.bin')
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'leaktight-test-')), 'leaktight')
    store = { folder, digest: 'abc', width: 20, uid: process.geteuid?.() }
  })
  afterEach(() => {
    rmSync(join(folder, '..'), { recursive: true, force: true })
  })

  it('adds what is new to what others have remembered, and leaves nothing else behind', () => {
    expect(remember(store, recordsOf(['11'.repeat(20)]), now)).toBeUndefined()
    expect(remember(store, recordsOf(['22'.repeat(20)]), now)).toBeUndefined()
    expect(oidsIn(recall(store))).toEqual(['11'.repeat(20), '22'.repeat(20)])
    expect(readdirSync(folder)).toEqual(['history-abc.bin'])
  })

  it('knows nothing of another rule set', () => {
    remember(store, some, now)
    expect(countOf(recall({ ...store, digest: 'abd' }))).toBe(0)
  })

  const broken: Record<string, () => void> = {
    empty: () => writeFileSync(path(), ''),
    'cut short': () => writeFileSync(path(), readFileSync(path()).subarray(0, -1)),
    'of another kind': () => writeFileSync(path(), Buffer.concat([Buffer.from('x'), readFileSync(path()).subarray(1)])),
    random: () => writeFileSync(path(), randomBytes(1000)),
    'a folder': () => {
      rmSync(path())
      mkdirSync(path())
    },
  }
  for (const [how, breakIt] of Object.entries(broken)) {
    it(`takes a file that is ${how} for none, and makes it anew`, () => {
      remember(store, some, now)
      breakIt()
      expect(countOf(recall(store))).toBe(0)
      expect(remember(store, some, now)).toBeUndefined()
      expect(recall(store)).toEqual(some)
    })
  }

  it('removes what killed runs left, but not what a run is writing, nor files of others', () => {
    mkdirSync(folder, { recursive: true })
    const [old, fresh] = ['history-abc.bin.00-1.tmp', 'history-abc.bin.00-2.tmp']
    for (const name of [old, fresh, 'notes.tmp']) writeFileSync(join(folder, name), 'part')
    const before = new Date(now.getTime() - 3_600_000)
    utimesSync(join(folder, old), before, before)
    utimesSync(join(folder, 'notes.tmp'), before, before)
    remember(store, some, now)
    expect(readdirSync(folder).sort()).toEqual(['history-abc.bin', fresh, 'notes.tmp'])
  })

  it('keeps the files of few rule sets, those that were used last', () => {
    for (let index = 0; index < 7; index++) {
      const each = { ...store, digest: `a${index}` }
      remember(each, some, now)
      const used = new Date(now.getTime() - (10 - index) * 60_000)
      utimesSync(join(folder, `history-a${index}.bin`), used, used)
    }
    remember({ ...store, digest: 'a4' }, noRecords(20), now)
    remember({ ...store, digest: 'a8' }, some, now)
    const kept = readdirSync(folder)
    expect(kept).toHaveLength(4)
    expect(kept).toEqual(expect.arrayContaining(['history-a4.bin', 'history-a8.bin', 'history-a6.bin']))
  })

  it('says why it could not remember', () => {
    mkdirSync(join(folder, '..'), { recursive: true })
    writeFileSync(folder, 'no folder')
    expect(remember(store, some, now)).toMatch(/EEXIST|ENOTDIR/)
    expect(countOf(recall(store))).toBe(0)
  })
})
