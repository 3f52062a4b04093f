import { expect, test } from 'vitest'
import { plainRequired } from '../../../src/checks/sops/plain-required.ts'
import type { CheckPolicy, Hit } from '../../../src/model/rule.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

const rules = (...lines: string[]): string => `creation_rules:\n${lines.map((line) => `  ${line}\n`).join('')}`

const configs = {
  '.sops.yaml': rules(
    '- path_regex: ^secrets/',
    '- path_regex: (?i)deploy/.*\\.yaml$',
    '  encrypted_regex: ^(data|stringData)$',
    '- path_regex: \\.sops\\.yaml\\.j2$',
    '- age: age1catchall',
  ),
  'own/.sops.yaml': rules('- path_regex: ^private/'),
}

interface Asked {
  readonly files?: Readonly<Record<string, string>>
  readonly policy?: Partial<CheckPolicy>
}

const hits = async (
  path: string,
  content: string | Uint8Array,
  { files = configs, policy = {} }: Asked = {},
): Promise<Hit[]> => hitsOf(plainRequired, documentOf(path, content), contextOf({ files, policy }))

const lines = async (path: string, content: string, asked: Asked = {}): Promise<number[]> => {
  const document = documentOf(path, content)
  return (await hits(path, content, asked)).map((hit) => lineOf(document, hit))
}

test('a plaintext file of a specific rule is found at its first value', async () => {
  const [hit, ...more] = await hits('secrets/a.yaml', '# comment\nempty: ""\nnothing:\nkey: the value\nother: x\n')
  expect(more).toEqual([])
  expect(hit?.secret?.read((value) => value)).toBe('the value')
  expect(hit?.note).toBe(
    'This file must be SOPS-encrypted, says the creation rule "^secrets/" of .sops.yaml, and it is plaintext',
  )
  expect(hit?.remedy).toContain('sops encrypt --in-place secrets/a.yaml')
  expect(await lines('secrets/a.yaml', '# comment\nempty: ""\nnothing:\nkey: the value\n')).toEqual([4])
})

test.each([
  ['secrets/a.json', '{\n  "a": 1\n}', 2],
  ['secrets/a.env', '# comment\nA=b\n', 2],
  ['secrets/a.ini', '[section]\na = b\n', 2],
  ['secrets/a.txt', 'anything', 0],
  ['secrets/a.toml', 'a = "b"\n', 0],
  ['secrets/.env.production', 'A=b\n', 0],
  ['secrets/broken.yaml', '{{{', 0],
])('%s is found whatever its store', async (path, content, line) => {
  expect(await lines(path, content)).toEqual([line])
})

test('a binary file is found', async () => {
  expect(await hits('secrets/key.der', new Uint8Array([0x30, 0, 1, 2]))).toHaveLength(1)
})

test.each([
  ['yaml', `a: ${encOf()}\nsops:\n  mac: ${encOf()}\n`],
  ['json', `{"a": "${encOf()}", "sops": {"mac": "${encOf()}"}}`],
  ['env', `A=${encOf()}\nsops_mac=${encOf()}\n`],
  ['ini', `[a]\nb = ${encOf()}\n[sops]\nmac = ${encOf()}\n`],
  ['bin', `{"data": "${encOf()}", "sops": {"mac": "${encOf()}"}}`],
])('metadata in any store is enough, whatever the suffix: %s', async (_, content) => {
  for (const suffix of ['yaml', 'json', 'env', 'ini', 'bin']) {
    expect(await hits(`secrets/a.${suffix}`, content)).toEqual([])
  }
})

test.each([
  ['a comment that quotes SOPS', '# SOPS uses ENC[AES256_GCM,data:…]\na: b\n'],
  ['a value that names SOPS', 'a: https://sops:8200\n'],
  ['a key called sops', 'sops:\n  enabled: true\n'],
  ['a mac outside of a sops section', `[other]\nmac = ${encOf()}\n`],
  ['a value that looks like ciphertext', `a: x\nb: ${encOf()}\n`],
])('%s is no metadata', async (_, content) => {
  expect(await hits('secrets/a.yaml', content)).toHaveLength(1)
})

test('the nearest .sops.yaml decides alone, and its paths begin at its own folder', async () => {
  expect(await lines('own/private/a.yaml', 'a: b\n')).toEqual([1])
  expect(await lines('own/secrets/a.yaml', 'a: b\n')).toEqual([])
  expect(await lines('private/a.yaml', 'a: b\n')).toEqual([])
})

test('a catch-all rule says nothing about a single file', async () => {
  expect(await lines('src/index.ts', 'text')).toEqual([])
  expect(await lines('config/app.yaml', 'a: b\n', { files: { '.sops.yaml': rules("- path_regex: '.*'") } })).toEqual([])
})

test('without a matching leaf an encrypted_regex asks for nothing', async () => {
  expect(await lines('deploy/kustomization.yaml', 'kind: Kustomization\nresources: [a.yaml]\n')).toEqual([])
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\nstringData:\n  a: b\n'
  expect(await lines('Deploy/secret.yaml', secret)).toEqual([6])
})

test('a matching leaf of a ConfigMap is a question, one of a Secret is an answer', async () => {
  const manifest = (kind: string): string => `apiVersion: v1\nkind: ${kind}\ndata:\n  a: b\n`
  expect((await hits('deploy/a.yaml', manifest('ConfigMap')))[0]?.severity).toBe('low')
  expect((await hits('deploy/a.yaml', manifest('Secret')))[0]?.severity).toBeUndefined()
  expect((await hits('secrets/a.yaml', manifest('ConfigMap')))[0]?.severity).toBeUndefined()
})

test.each(['README.md', 'a.yaml.j2', 'a.tmpl', 'env.example', '.gitignore', 'id.pub', '.sops.yaml'])(
  'secrets/%s is never meant',
  async (name) => {
    expect(await hits(`secrets/${name}`, 'a: b\n', { files: { '.sops.yaml': configs['.sops.yaml'] } })).toEqual([])
  },
)

test('a chart template with actions is never meant, one without is', async () => {
  expect(await lines('secrets/templates/a.yaml', 'a: {{ .Values.a }}\n')).toEqual([])
  expect(await lines('secrets/templates/a.yaml', 'a: b\n')).toEqual([1])
})

test('a rule that spells the suffix of templates means templates', async () => {
  expect(await lines('x/a.sops.yaml.j2', 'a: b\n')).toEqual([0])
})

test('an empty file has nothing to encrypt', async () => {
  for (const path of ['secrets/a.yaml', 'secrets/a.json', 'secrets/a.env', 'secrets/a']) {
    const content = path.endsWith('.json') ? '{}' : '\n'
    expect(await lines(path, content)).toEqual([])
  }
})

test('globs of the configuration count with and without creation rules', async () => {
  const policy = { mustEncrypt: ['conf/*.yaml'] }
  expect(await lines('conf/a.yaml', 'a: b\n', { policy })).toEqual([1])
  expect(await lines('conf/a.yaml', 'a: b\n', { policy, files: {} })).toEqual([1])
  expect(await lines('conf/deep/a.yaml', 'a: b\n', { policy, files: {} })).toEqual([])
  expect((await hits('conf/a.yaml', 'a: b\n', { policy }))[0]?.note).toContain('says the configuration ("conf/*.yaml")')
})

test('a .sops.yaml that cannot be used is an error before the first file', async () => {
  const prepare = (text: string): Promise<void> | undefined =>
    plainRequired.prepare?.(contextOf({ files: { '.sops.yaml': text } }))
  await expect(prepare('creation_rules: [')).rejects.toThrow('.sops.yaml: cannot be read as YAML')
  await expect(prepare(rules("- path_regex: '(?!x)'"))).rejects.toThrow('"(?!x)" is no valid regular expression')
  await expect(prepare(configs['.sops.yaml'])).resolves.toBeUndefined()
})

test('one in a folder is an error of the files it would decide', async () => {
  const files = { 'own/.sops.yaml': rules("- path_regex: '(?!x)'") }
  await expect(hits('own/a.yaml', 'a: b\n', { files })).rejects.toThrow('own/.sops.yaml: path_regex')
  expect(await hits('other/a.yaml', 'a: b\n', { files })).toEqual([])
})

test('with an invalid encrypted_regex nobody knows what must be encrypted', async () => {
  const files = { '.sops.yaml': rules('- path_regex: ^secrets/', "  encrypted_regex: '^(?!meta)'") }
  await expect(hits('secrets/a.yaml', 'a: b\n', { files })).rejects.toThrow('encrypted_regex of the creation rule')
})

test('a configuration that cannot be read is an error', async () => {
  const context = contextOf({ files: {} })
  const failing = {
    ...context,
    repository: { root: '/', list: async () => [], read: () => Promise.reject(new Error('gone')) },
  }
  await expect(hitsOf(plainRequired, documentOf('secrets/a.yaml', 'a: b\n'), failing)).rejects.toThrow(
    'secrets/.sops.yaml: cannot be read: gone',
  )
})

test('each .sops.yaml is read once for one run', async () => {
  const read: string[] = []
  const context = contextOf({ files: {} })
  const repository = {
    root: '/',
    list: async () => [],
    read: async (path: string) => {
      read.push(path)
      return undefined
    },
  }
  const counting = { ...context, repository }
  for (const name of ['a', 'b', 'c']) await hitsOf(plainRequired, documentOf(`x/y/${name}.yaml`, 'a: b\n'), counting)
  expect(read).toEqual(['x/y/.sops.yaml', 'x/.sops.yaml', '.sops.yaml'])
})
