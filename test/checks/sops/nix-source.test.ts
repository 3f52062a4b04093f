import { expect, test } from 'vitest'
import { plainRequired } from '../../../src/checks/sops/plain-required.ts'
import type { Context } from '../../../src/model/rule.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

const nix = {
  'modules/x.nix': '{ sops = { defaultSopsFile = ../data/plain.yaml; secrets.b.sopsFile = ./key.bin; }; }',
  'modules/deep.nix': `{ sopsFile = ./deep.yaml; a = ${'['.repeat(300)}`,
  'modules/y.nix': '# sopsFile = ./comment.yaml;\n{ a = "sopsFile = ./string.yaml;"; }',
}

const notes = async (path: string, content: string, context: Context = contextOf({ files: nix })): Promise<string[]> =>
  (await hitsOf(plainRequired, documentOf(path, content), context)).map((hit) => hit.note ?? '')

test('a plaintext file that a .nix file gives to sops-nix is found where it lies', async () => {
  expect(await notes('data/plain.yaml', 'a: b\n')).toEqual([
    'This file must be SOPS-encrypted, says sopsFile of modules/x.nix, and it is plaintext',
  ])
  expect(await notes('modules/key.bin', 'anything')).toHaveLength(1)
  expect(await notes('modules/deep.yaml', 'a: b\n')).toHaveLength(1)
})

test.each([
  ['data/other.yaml', 'a: b\n'],
  ['data/plain.yaml', `a: ${encOf()}\nsops:\n  mac: ${encOf()}\n`],
  ['data/plain.yaml', 'a: ""\n'],
  ['modules/comment.yaml', 'a: b\n'],
  ['modules/string.yaml', 'a: b\n'],
])('%s is fine', async (path, content) => {
  expect(await notes(path, content)).toEqual([])
})

test('a rule that names nothing leaves it to the .nix file', async () => {
  const files = { ...nix, '.sops.yaml': 'creation_rules:\n  - age: age1catchall\n' }
  expect(await notes('data/plain.yaml', 'a: b\n', contextOf({ files }))).toHaveLength(1)
  expect(await notes('data/other.yaml', 'a: b\n', contextOf({ files }))).toEqual([])
})

/** A context that counts what is asked of its repository. */
const counting = (files: Readonly<Record<string, string>>, mayTrack?: (ending: string) => boolean) => {
  const context = contextOf({ files })
  const asked: string[] = []
  const { repository } = context
  if (repository === undefined) throw new Error('no repository')
  const counted = {
    ...repository,
    list: () => {
      asked.push('list')
      return repository.list()
    },
    read: (path: string) => {
      if (path.endsWith('.nix')) asked.push(path)
      return repository.read(path)
    },
    ...(mayTrack === undefined ? {} : { mayTrack }),
  }
  return { asked, context: { ...context, repository: counted } }
}

test('nothing is listed where no .nix file is tracked', async () => {
  const { asked, context } = counting({ 'a.yaml': 'a: b' }, () => false)
  expect(await plainRequired.wants?.('a.yaml', context)).toBe(false)
  expect(asked).toEqual([])
})

test('nothing is read for source code and documentation', async () => {
  const { asked, context } = counting(nix)
  for (const path of ['src/a.ts', 'README.md', 'modules/z.nix', 'a.pub', '.sops.yaml', 'x/Makefile', '/tmp/a.yaml'])
    expect(await plainRequired.wants?.(path, context)).toBe(false)
  expect(asked).toEqual([])
})

test('.nix files are read once for all documents', async () => {
  const { asked, context } = counting(nix)
  for (const path of ['a.yaml', 'b.json', 'data/plain.yaml']) await plainRequired.wants?.(path, context)
  expect(asked.sort()).toEqual(['list', 'modules/deep.nix', 'modules/x.nix', 'modules/y.nix'])
})
