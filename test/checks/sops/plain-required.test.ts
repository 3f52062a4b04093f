import { expect, test } from 'vitest'
import { plainRequired } from '../../../src/checks/sops/plain-required.ts'
import { leafPlain } from '../../../src/checks/sops/plaintext-rules.ts'
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
  ['a line of dotenv metadata inside of a text', `a: |\n  x\nb: c\n# end\nd: >\nsops_mac=${encOf()}\n`],
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

test('what the configuration names is no question, whatever kind it is of', async () => {
  const policy = { mustEncrypt: ['deploy/*.yaml'] }
  const [hit] = await hits('deploy/a.yaml', 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: b\n', { policy })
  expect(hit?.severity).toBeUndefined()
})

test('a Secret is not hidden by a ConfigMap before it', async () => {
  const manifest = (kind: string): string => `apiVersion: v1\nkind: ${kind}\ndata:\n  a: b\n`
  const text = `${manifest('ConfigMap')}---\n${manifest('Secret')}`
  expect((await hits('deploy/a.yaml', text))[0]?.severity).toBeUndefined()
  expect(await lines('deploy/a.yaml', text)).toEqual([9])
  expect(await lines('deploy/a.yaml', `${manifest('ConfigMap')}---\n${manifest('Kustomization')}`)).toEqual([4])
})

test.each(['README.md', 'a.yaml.j2', 'a.tmpl', 'env.example', '.gitignore', 'id.pub', '.sops.yaml'])(
  'secrets/%s is never meant',
  async (name) => {
    expect(await hits(`secrets/${name}`, 'a: b\n', { files: { '.sops.yaml': configs['.sops.yaml'] } })).toEqual([])
  },
)

test('a manifest that only names a secret, and a schema, are never meant', async () => {
  const manifest = (kind: string): string => `apiVersion: x/v1\nkind: ${kind}\nspec:\n  a: b\n`
  expect(await lines('secrets/a.yaml', manifest('ExternalSecret'))).toEqual([])
  expect(await lines('secrets/a.yaml', `---\n${manifest('ExternalSecret')}---\n${manifest('SealedSecret')}`)).toEqual(
    [],
  )
  expect(await lines('secrets/a.yaml', `${manifest('ExternalSecret')}---\n${manifest('ConfigMap')}`)).not.toEqual([])
  expect(await lines('secrets/a.schema.json', '{"a": "b"}\n')).toEqual([])
})

test('a chart template with actions is never meant, one without is', async () => {
  expect(await lines('secrets/templates/a.yaml', 'a: {{ .Values.a }}\n')).toEqual([])
  expect(await lines('secrets/templates/a.yaml', 'a: b\n')).toEqual([1])
})

test('a chart template of any kind with actions is never meant', async () => {
  for (const name of ['a.env', 'deep/a.conf', '_helpers', 'a.txt'])
    expect(await lines(`secrets/templates/${name}`, 'A={{ .Values.a }}\n'), name).toEqual([])
  expect(await lines('secrets/templates/a.env', 'A=b\n')).toEqual([1])
})

test('a rule that spells the suffix of templates means templates', async () => {
  expect(await lines('x/a.sops.yaml.j2', 'a: b\n')).toEqual([0])
  expect(await lines('templates/a.sops.yaml.j2', 'a: {{ b }}\n')).toEqual([0])
})

const helpers = [
  'store.go',
  'default.nix',
  'main.tf',
  'rotate.sh',
  'logo.png',
  'README',
  'Makefile',
  'kustomization.yaml',
]

test('a rule that names a folder or a word does not mean the code and pictures that it covers', async () => {
  const words = { '.sops.yaml': rules('- path_regex: .*secret.*') }
  for (const name of helpers) {
    expect(await lines(`secrets/${name}`, 'text'), name).toEqual([])
    expect(await lines(`pkg/secret/${name}`, 'text', { files: words }), name).toEqual([])
  }
  expect(await lines('pkg/secret/key', 'text', { files: words })).toEqual([0])
})

test('a workflow of GitHub is never meant: encrypted, it could not run', async () => {
  const words = { '.sops.yaml': rules('- path_regex: secret.*\\.yml$') }
  expect(await lines('.github/workflows/secret-scan.yml', 'on: push\n', { files: words })).toEqual([])
  expect(await lines('a/secret-scan.yml', 'on: push\n', { files: words })).toEqual([1])
})

test('a rule that names code means it', async () => {
  const named = { '.sops.yaml': rules('- path_regex: ^cmd/.*\\.(py|sh)$') }
  expect(await lines('cmd/run.py', 'text', { files: named })).toEqual([0])
})

test('an example is none by the suffix in front of its last, either', async () => {
  for (const name of ['a.example.yaml', 'b.sample.env', 'c.template.json', 'd.yaml.example'])
    expect(await lines(`secrets/${name}`, 'A=b'), name).toEqual([])
  const named = { '.sops.yaml': rules('- path_regex: \\.sample\\.env$') }
  expect(await lines('b.sample.env', 'A=b', { files: named })).toEqual([1])
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

test('a rule that spells a suffix somewhere else does not mean documentation', async () => {
  const ask = (pathRegex: string, path: string): Promise<number[]> =>
    lines(path, 'text', { files: { '.sops.yaml': rules(`- path_regex: ${pathRegex}`) } })
  expect(await ask('^cmd/secrets/', 'cmd/secrets/README.md')).toEqual([])
  expect(await ask('^templates/', 'templates/a.tpl')).toEqual([])
  expect(await ask('^public/', 'public/id.pub')).toEqual([])
  expect(await ask('^cmd/secrets/.*\\.(md|txt)$', 'cmd/secrets/README.md')).toEqual([0])
  expect(await ask('^public/.*[.]pub$', 'public/id.pub')).toEqual([0])
  expect(await lines('cmd/a.md', 'text', { files: {}, policy: { mustEncrypt: ['cmd/*'] } })).toEqual([])
  expect(await lines('cmd/a.md', 'text', { files: {}, policy: { mustEncrypt: ['cmd/*.{md,txt}'] } })).toEqual([0])
})

test('a .sops.yaml in a folder speaks of its folder even where it names no files', async () => {
  const nested = { 'secrets/.sops.yaml': rules('- age: age1example') }
  expect(await lines('secrets/x.yaml', 'a: b\n', { files: nested })).toEqual([1])
  expect(await lines('secrets/key', 'text', { files: nested })).toEqual([0])
  for (const name of ['README.md', 'encrypt.sh', 'default.nix', '.sops.yaml', 'a.yaml.example', 'templates/a.yaml'])
    expect(await lines(`secrets/${name}`, 'a: {{ b }}\n', { files: nested })).toEqual([])
  expect(await lines('other/x.yaml', 'a: b\n', { files: nested })).toEqual([])
})

test('in a folder that holds a project, a .sops.yaml that names no files says nothing', async () => {
  for (const sign of ['package.json', 'src/index.ts', 'kustomization.yaml', 'go.mod'])
    expect(
      await lines('app/x.yaml', 'a: b\n', {
        files: { 'app/.sops.yaml': rules("- path_regex: '.*'"), [`app/${sign}`]: '' },
      }),
    ).toEqual([])
})

const link = { 'ops/sops.yaml': configs['.sops.yaml'], 'secrets/a.yaml': 'a: b\n' }

test('a .sops.yaml that is a link is followed inside of the repository', async () => {
  const ask = (files: Readonly<Record<string, string>>): Promise<number[]> =>
    lines('secrets/a.yaml', 'a: b\n', { files: { ...link, ...files } })
  expect(await ask({ '.sops.yaml': 'ops/sops.yaml' })).toEqual([1])
  expect(await ask({ '.sops.yaml': './ops/../ops/sops.yaml' })).toEqual([1])
  expect(await ask({ '.sops.yaml': '/repository/ops/sops.yaml' })).toEqual([1])
  expect(await ask({ '.sops.yaml': 'ops/link', 'ops/link': 'sops.yaml' })).toEqual([1])
  const own = { 'secrets/.sops.yaml': '../ops/own.yaml', 'ops/own.yaml': rules('- path_regex: ^a') }
  expect(await ask(own)).toEqual([1])
})

test.each([
  ['nothing', 'ops/gone.yaml'],
  ['a place outside of the repository', '../sops.yaml'],
  ['another place on the machine', '/etc/sops.yaml'],
  ['itself', '.sops.yaml'],
])('a link to %s is an error', async (_, target) => {
  const files = { ...link, '.sops.yaml': target }
  await expect(hits('secrets/a.yaml', 'a: b\n', { files })).rejects.toThrow('.sops.yaml: is no mapping')
})

test.each(['[]', 'text', '- path_regex: x\n', '42'])(
  'a .sops.yaml that is no mapping is an error: %j',
  async (text) => {
    await expect(hits('secrets/a.yaml', 'a: b\n', { files: { '.sops.yaml': text } })).rejects.toThrow('is no mapping')
  },
)

const encryptsNone = (selector: string): string =>
  `sops:\n  mac: ${encOf()}\n  lastmodified: "2025-06-01T10:00:00Z"\n  ${selector}\n`

test('metadata around values of which none is encrypted is found', async () => {
  const body = 'a: plain\nb: plain\n'
  const [hit, ...more] = await hits('secrets/a.yaml', body + encryptsNone('encrypted_regex: ^(data|stringData)$'))
  expect(more).toEqual([])
  expect(hit?.note).toBe(
    'This file has SOPS metadata, and none of its values is encrypted, although the creation rule "^secrets/" of .sops.yaml says so',
  )
  expect(hit?.secret?.read((value) => value)).toBe('plain')
  expect(await lines('secrets/a.yaml', body + encryptsNone('encrypted_suffix: _z'))).toEqual([1])
  expect(await lines('config/a.yaml', body + encryptsNone('encrypted_suffix: _z'))).toEqual([1])
  const json = `{"a": "plain", "sops": {"mac": "${encOf()}", "encrypted_suffix": "_z"}}`
  expect(await lines('secrets/a.json', json)).toEqual([1])
  expect(await lines('secrets/a.env', `A=plain\nsops_mac=${encOf()}\nsops_encrypted_suffix=_z\n`)).toEqual([1])
  expect(await lines('secrets/a.ini', `[a]\nb = plain\n[sops]\nmac = ${encOf()}\nencrypted_suffix = _z\n`)).toEqual([2])
})

test('metadata around values that need no encryption is clean', async () => {
  const selector = 'encrypted_regex: ^(data|stringData)$'
  expect(await lines('deploy/k.yaml', `resources: [a.yaml]\n${encryptsNone(selector)}`)).toEqual([])
  expect(await lines('secrets/a.yaml', `a: ""\nb:\n${encryptsNone(selector)}`)).toEqual([])
  expect(await lines('secrets/a.yaml', `a: ${encOf()}\nb: plain\n${encryptsNone('encrypted_regex: ^a$')}`)).toEqual([])
  expect(await lines('a.yaml', `b: plain\n${encryptsNone('encrypted_suffix: _z')}`, { files: {} })).toEqual([])
})

test('plain values that the file itself wants encrypted are left to the rule for those', async () => {
  expect(await lines('secrets/a.yaml', `a: plain\nsops:\n  mac: ${encOf()}\n`)).toEqual([])
})

test('a block under sops that only looks like metadata does not stand for encryption', async () => {
  expect(await lines('secrets/a.yaml', 'a: plain\nsops:\n  mac: x\n  encrypted_suffix: _z\n')).toEqual([1])
  expect(await lines('secrets/a.yaml', 'a: plain\nsops:\n  lastmodified: "2025-06-01T10:00:00Z"\n')).toEqual([1])
})

test('a file too large to be read as a structure is never passed over', async () => {
  const filler = `${'# filler line\n'.repeat(700_000)}`
  expect(await lines('secrets/a.yaml', `a: b\n${filler}`)).toEqual([0])
  expect(await lines('secrets/a.ini', `a = b\n${filler}`)).toEqual([0])
  expect(await lines('secrets/a.env', `A=b\n${filler}`)).toEqual([0])
  expect(await lines('secrets/a.json', `{"a": "${'x'.repeat(9_000_000)}"}`)).toEqual([0])
  const quoting = documentOf('secrets/a.yaml', `a: b\nc: ${encOf()}\nsops:\n  mac: x\n${filler}`)
  await expect(hitsOf(leafPlain, quoting)).rejects.toThrow('cannot be read as YAML: larger than 8 MiB')
})
