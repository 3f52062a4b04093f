import { expect, test } from 'vitest'
import { overencrypted } from '../../../src/checks/kubernetes/overencrypted.ts'
import { documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'
import { describeWithSops, makeSopsFolder } from '../../support/sops.ts'

const said = async (path: string, content: string): Promise<[number, string | undefined][]> => {
  const document = documentOf(path, content)
  return (await hitsOf(overencrypted, document)).map((hit) => [lineOf(document, hit), hit.note])
}

const lines = async (path: string, content: string): Promise<number[]> =>
  (await said(path, content)).map(([line]) => line)

const metadata = `sops:\n  mac: ${encOf()}\n`
const enc = encOf()

test('a Secret of which everything is encrypted is found at its first field', async () => {
  const text = `apiVersion: ${enc}\nkind: ${enc}\nmetadata:\n  name: ${enc}\ndata:\n  a: ${enc}\n${metadata}`
  expect(await said('x.yaml', text)).toEqual([
    [1, 'apiVersion, kind, metadata of this Kubernetes Secret are encrypted, so no cluster tool can apply it'],
  ])
})

test('a single field that is encrypted is found', async () => {
  const rest = `data:\n  a: ${enc}\n${metadata}`
  expect(await lines('x.yaml', `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${enc}\n${rest}`)).toEqual([4])
  expect(await lines('x.yaml', `apiVersion: v1\nkind: ${enc}\nmetadata:\n  name: a\n${rest}`)).toEqual([2])
  expect(await lines('x.yaml', `apiVersion: ${enc}\nkind: Secret\nmetadata:\n  name: a\n${rest}`)).toEqual([1])
})

test('every document, the items of a list, and JSON are looked at', async () => {
  const one = (name: string): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\ndata:\n  a: ${enc}\n`
  expect(await lines('x.yaml', `${one('a')}${metadata}---\n${one(enc)}${metadata}`)).toEqual([13])
  const list = {
    kind: 'List',
    apiVersion: 'v1',
    items: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: enc } }],
  }
  expect(await lines('x.json', JSON.stringify({ ...list, sops: { mac: enc } }))).toEqual([1])
})

test('a Secret whose values alone are encrypted, other kinds and other files are clean', async () => {
  const head = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n'
  expect(await lines('x.yaml', `${head}data:\n  a: ${enc}\ntype: ${enc}\n${metadata}`)).toEqual([])
  expect(await lines('x.yaml', `apiVersion: ${enc}\nkind: ${enc}\nspec:\n  a: ${enc}\n${metadata}`)).toEqual([])
  expect(await lines('x.yaml', `apiVersion: v1\nkind: Other\nmetadata:\n  name: ${enc}\n${metadata}`)).toEqual([])
  expect(await lines('x.yaml', `kind: ${enc}\nmetadata: ${enc}\ndata: ${enc}\n${metadata}`)).toEqual([])
  expect(await lines('x.yaml', `apiVersion: ${enc}\nkind: ${enc}\ndata:\n  a: ${enc}\n`)).toEqual([])
})

describeWithSops('the real sops', () => {
  test('encrypts a whole Secret without a selector, and leaves it usable with one', async () => {
    const folder = makeSopsFolder()
    const plain = 'apiVersion: v1\nkind: Secret\nmetadata:\n    name: a\nstringData:\n    b: text\n'
    try {
      expect(await lines('a.yaml', folder.encrypt('a.yaml', plain))).toEqual([1])
      const selector = ['--encrypted-regex', '^(data|stringData)$']
      expect(await lines('b.yaml', folder.encrypt('b.yaml', plain, ...selector))).toEqual([])
    } finally {
      folder.remove()
    }
  })
})
