import { expect, test } from 'vitest'
import type { TreeNode } from '../../src/formats/tree.ts'
import { parseSopsConfig } from '../../src/sops/config-document.ts'
import { keyDrift } from '../../src/sops/key-drift.ts'
import type { KeyGroup, MasterKeyType } from '../../src/sops/master-keys.ts'

type Named = readonly [type: MasterKeyType, identity: string]

const tree: TreeNode = { kind: 'map', start: 0, end: 0, entries: [] }

const fileOf = (...groups: readonly (readonly Named[])[]): readonly KeyGroup[] =>
  groups.map((keys) => ({
    start: 0,
    end: 0,
    keys: keys.map(([type, identity]) => ({ type, identity, fields: new Map(), start: 0, end: 0, tree })),
  }))

const drift = async (groups: readonly KeyGroup[], rule: string): Promise<string[]> => {
  const [parsed] = (await parseSopsConfig('.sops.yaml', `creation_rules:\n  - ${rule}\n`)).creationRules
  return keyDrift(groups, parsed?.groups ?? []).map(({ group, added, removed }) =>
    [group, ...added.map(({ identity }) => `+${identity}`), ...removed.map(({ identity }) => `-${identity}`)].join(' '),
  )
}

const [a, b, c] = [
  ['age', 'age1a'],
  ['age', 'age1b'],
  ['age', 'age1c'],
] as const

test('recipients are compared as sets, group by group', async () => {
  expect(await drift(fileOf([a, b]), '{age: "age1b,age1a"}')).toEqual([])
  expect(await drift(fileOf([a]), '{age: "age1a,age1b"}')).toEqual(['0 +age1b'])
  expect(await drift(fileOf([a, b]), '{age: age1c}')).toEqual(['0 +age1c -age1a -age1b'])
  expect(await drift(fileOf([a], [b]), '{key_groups: [{age: [age1b]}, {age: [age1a]}]}')).toEqual([
    '0 +age1b -age1a',
    '1 +age1a -age1b',
  ])
  expect(await drift(fileOf([a], [b, c]), '{age: age1a}')).toEqual(['1 -age1b -age1c'])
  expect(await drift(fileOf([a]), '{key_groups: [{age: [age1a]}, {age: [age1b]}]}')).toEqual(['1 +age1b'])
})

test('a rule that names nobody leaves it to the command line', async () => {
  expect(await drift(fileOf([a]), '{path_regex: x}')).toEqual([])
  expect(await drift(fileOf([a]), '{age: ""}')).toEqual([])
})

const azure = (version: string): Named => ['azure_kv', `https://v/keys/k/${version}`]

test('a key of Azure without a version stands for any version', async () => {
  const rule = (key: string): string => `{azure_keyvault: "https://v/keys/${key}"}`
  expect(await drift(fileOf([azure('1')]), rule('k'))).toEqual([])
  expect(await drift(fileOf([azure('1')]), rule('k/'))).toEqual([])
  expect(await drift(fileOf([azure('1')]), rule('k/1'))).toEqual([])
  expect(await drift(fileOf([azure('1')]), rule('k/2'))).toEqual(['0 +https://v/keys/k/2 -https://v/keys/k/1'])
  expect(await drift(fileOf([azure('1')]), rule('k1'))).toEqual(['0 +https://v/keys/k1/ -https://v/keys/k/1'])
  expect(await drift(fileOf([a]), rule('k'))).toEqual(['0 +https://v/keys/k/ -age1a'])
})

test('an alias of KMS may be any key of KMS, and none of another kind', async () => {
  const arn: Named = ['kms', 'arn:aws:kms:eu-west-1:1:key/k']
  const alias: Named = ['kms', 'arn:aws:kms:eu-west-1:1:alias/mine']
  const rule = (key: string): string => `{kms: "${key}"}`
  expect(await drift(fileOf([alias]), rule(alias[1]))).toEqual([])
  expect(await drift(fileOf([arn]), rule(alias[1]))).toEqual([])
  expect(await drift(fileOf([arn]), rule('alias/mine'))).toEqual([])
  expect(await drift(fileOf([alias]), rule(arn[1]))).toEqual([])
  expect(await drift(fileOf([arn, a]), rule(alias[1]))).toEqual(['0 -age1a'])
  expect(await drift(fileOf([arn]), rule('arn:aws:kms:eu-west-1:1:key/other'))).toEqual([
    '0 +arn:aws:kms:eu-west-1:1:key/other -arn:aws:kms:eu-west-1:1:key/k',
  ])
})

test('beside what cannot be read nobody is called removed', async () => {
  expect(await drift(fileOf([a]), '{age: age1b, hc_vault_transit_uri: no-uri}')).toEqual(['0 +age1b'])
})
