import { describe, expect, it } from 'vitest'
import { parseCommitChanges } from '../../src/git/commits.ts'
import { parseRawChanges, splitNul } from '../../src/git/raw-changes.ts'

const oid = (letter: string): string => letter.repeat(40)

describe('raw diff records', () => {
  it('reads header and path pairs, whatever bytes a path holds', () => {
    const path = Buffer.from([0x61, 0x0a, 0xff, 0x20])
    const output = Buffer.concat([Buffer.from(`:100644 100755 ${oid('a')} ${oid('b')} M\0`), path, Buffer.from('\0')])
    expect(parseRawChanges(output)).toEqual([
      { path, status: 'M', oldModes: ['100644'], newMode: '100755', oldOids: [oid('a')], newOid: oid('b') },
    ])
  })

  it('reads the combined form of a merge, with one old side for each parent', () => {
    const output = Buffer.from(`::100644 100644 120000 ${oid('a')} ${oid('b')} ${oid('c')} MT\0link\0`)
    expect(parseRawChanges(output)[0]).toMatchObject({
      status: 'MT',
      oldModes: ['100644', '100644'],
      newMode: '120000',
      oldOids: [oid('a'), oid('b')],
      newOid: oid('c'),
    })
  })

  it('gives every change its commit', () => {
    const log = `\0commit\0${oid('1')}\0Ann\x002026-01-02T00:00:00Z\0\n:000000 100644 ${oid('0')} ${oid('a')} A\0commit\0`
    const items = [
      ...parseCommitChanges(splitNul(Buffer.from(`${log}\0commit\0${oid('2')}\0Bo\x002026-01-03T00:00:00Z\0`))),
    ]
    expect(items.map((item) => ('change' in item ? item.change.path.toString() : item.author))).toEqual([
      'Ann',
      'commit',
      'Bo',
    ])
    expect(items[1]).toMatchObject({ commit: { oid: oid('1') }, change: { newOid: oid('a') } })
  })
})
