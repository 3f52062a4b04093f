import { afterEach, beforeEach, expect, test } from 'vitest'
import { copiedMetadata } from '../../../src/checks/sops-repository/copied-metadata.ts'
import type { Context, Hit } from '../../../src/model/rule.ts'
import type { Origin } from '../../../src/model/unit.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'
import { foundBy } from '../../support/found.ts'
import { describeWithSops } from '../../support/sops.ts'
import { newSopsRepository, type SopsRepository } from '../../support/sops-repository.ts'

const file = (values: string, enc: string, mac = encOf(), more = ''): string =>
  `${values}sops:\n  age:\n    - recipient: age1example\n      enc: ${enc}\n  lastmodified: "2025-01-01T00:00:00Z"\n  mac: ${mac}\n${more}`

const values = `a: ${encOf()}\nb: plain_unencrypted\n`

/** What is said about files that one run sees in this order. */
const said = async (
  files: readonly (readonly [path: string, text: string, origin?: Origin])[],
  context: Context = contextOf(),
): Promise<[string, number, Hit][]> => {
  const all: [string, number, Hit][] = []
  for (const [path, text, origin] of files) {
    const document = documentOf(path, text, { origin: origin ?? { from: 'index' } })
    for (const hit of await hitsOf(copiedMetadata, document, context)) all.push([path, lineOf(document, hit), hit])
  }
  return all
}

test('the later of two files with one data key is told, with the name of the first', async () => {
  const [[path, line, hit] = [], ...more] = await said([
    ['a.yaml', file(values, 'one')],
    ['b.yaml', file(values, 'two')],
    ['c.yaml', file(values, 'one')],
  ])
  expect([path, line, more]).toEqual(['c.yaml', 6, []])
  expect(hit?.note).toBe('This file has the data key of a.yaml: one was copied from the other')
  expect(hit?.severity).toBeUndefined()
})

test('the same mac over other values is a finding that fails', async () => {
  const other = values.replace('plain', 'other')
  const found = await said([
    ['a.yaml', file(values, 'one')],
    ['b.yaml', file(other, 'one')],
  ])
  expect(found.map(([path, , hit]) => [path, hit.severity, hit.note])).toEqual([
    ['b.yaml', 'high', 'This file has the metadata of a.yaml with other values, so its MAC cannot be right'],
  ])
  const anotherMac = file(other, 'one', encOf('str', 9))
  expect(
    (
      await said([
        ['a.yaml', file(values, 'one')],
        ['b.yaml', anotherMac],
      ])
    ).map(([, , hit]) => hit.severity),
  ).toEqual([undefined])
})

test('values that the MAC leaves out do not count', async () => {
  const only = '  mac_only_encrypted: true\n  unencrypted_suffix: b\n'
  const found = await said([
    ['a.yaml', file(`${values}c: ""\n`, 'one', encOf(), only)],
    ['b.yaml', file(values.replace('plain', 'other'), 'one', encOf(), only)],
  ])
  expect(found.map(([, , hit]) => hit.severity)).toEqual([undefined])
})

test('another layout of the same wrapped key is the same key', async () => {
  const block = '|\n        one\n        two\n'
  const envelope = JSON.stringify({
    a: encOf(),
    sops: {
      age: [{ recipient: 'age1example', enc: 'one\ntwo\n' }],
      lastmodified: '2025-01-01T00:00:00Z',
      mac: encOf(),
    },
  })
  expect(
    (
      await said([
        ['a.yaml', file(values, block)],
        ['b.json', envelope],
      ])
    ).map(([path]) => path),
  ).toEqual(['b.json'])
})

test('one path in several versions, other runs, other states and the history are clean', async () => {
  const text = file(values, 'one')
  expect(
    await said([
      ['a.yaml', text],
      ['a.yaml', file(values, 'one', encOf('str', 9))],
    ]),
  ).toEqual([])
  expect(await said([['a.yaml', text]])).toEqual([])
  expect(await said([['b.yaml', text]])).toEqual([])
  const commit = (oid: string): Origin => ({ from: 'commit', commit: oid })
  expect(
    await said([
      ['a.yaml', text, commit('1')],
      ['b.yaml', text, commit('2')],
    ]),
  ).toEqual([])
  expect(
    await said([
      ['a.yaml', text, commit('1')],
      ['b.yaml', text, commit('1')],
    ]),
  ).toHaveLength(1)
  expect(
    await said([
      ['a.yaml', text, { from: 'object' }],
      ['b.yaml', text, { from: 'object' }],
    ]),
  ).toEqual([])
  expect(
    await said([
      ['a.yaml', file(values, '""')],
      ['b.yaml', file(values, '""')],
    ]),
  ).toEqual([])
})

describeWithSops('files that the real sops wrote', () => {
  let repository: SopsRepository
  beforeEach(() => {
    repository = newSopsRepository()
    repository.git('add', '.sops.yaml')
    for (const name of ['a', 'b']) {
      repository.write(`secrets/${name}.yaml`, 'password: hushed\n')
      repository.sops(['encrypt', '--in-place', `secrets/${name}.yaml`])
      repository.git('add', `secrets/${name}.yaml`)
    }
  })
  afterEach(() => repository.remove())

  const found = async (verb: string): Promise<readonly string[]> => (await foundBy(repository, verb)).lines

  test('have keys of their own; a copy is told, until it was rotated', async () => {
    expect(await found('staged')).toEqual([])
    repository.stage('secrets/c.yaml', repository.read('secrets/a.yaml'))
    expect(await found('staged')).toEqual(['sops-meta-copied low secrets/c.yaml'])
    repository.sops(['rotate', '--in-place', 'secrets/c.yaml'])
    repository.git('add', 'secrets/c.yaml')
    expect(await found('staged')).toEqual([])
  })

  test('are compared among what is staged before a commit, and in the whole tree by ci and audit', async () => {
    repository.commit('first')
    repository.stage('secrets/c.yaml', repository.read('secrets/a.yaml'))
    expect(await found('staged')).toEqual([])
    expect(await found('audit')).toEqual(['sops-meta-copied low secrets/c.yaml'])
    repository.commit('second')
    expect(await found('ci')).toEqual(['sops-meta-copied low secrets/c.yaml'])
    repository.git('mv', 'secrets/a.yaml', 'secrets/d.yaml')
    repository.git('rm', '--quiet', '-f', 'secrets/c.yaml')
    repository.commit('third')
    expect(await found('ci')).toEqual([])
  })
})
