import { afterAll, beforeAll, expect, test } from 'vitest'
import { sopsRules } from '../../../src/checks/sops/index.ts'
import type { Hit } from '../../../src/model/rule.ts'
import { readSopsFile } from '../../../src/sops/document.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder } from '../../support/sops.ts'

/** `secrets/aws.yaml` as people write it, with values made at run time. */
const awsYaml = (mark: string): string => `aws_access_key_id: id-${mark}
aws_secret_access_key: key-${mark}
aws_region: eu-central-1
bedrock:
  model_id: some.model-v1
  endpoint: https://bedrock.example
profiles:
  dev:
    access_key_id: dev-id-${mark}
    secret_access_key: dev-key-${mark}
    region: eu-west-1
  prod:
    access_key_id: prod-id-${mark}
    secret_access_key: prod-key-${mark}
    region: us-east-1
`

const everything = `# a comment at the top
plain: text
empty: ""
nothing: null
tilde: ~
number: 42
float: 1.5
yes: true
date: 2024-05-06
list:
  - one # beside a value
  - two
  - inner: three
    # above a key
    other: four
nested: {flow: [a, b, {c: d}]}
multi: |
  two
  lines
emptyMap: {}
emptyList: []
"quoted:key": value
`

interface Said {
  readonly rule: string
  readonly line: number
  readonly hit: Hit
}

/** Everything the SOPS rules say about a file that a specific creation rule covers. */
const said = async (path: string, text: string, base: string | null = null): Promise<Said[]> => {
  const context = contextOf({ files: { '.sops.yaml': 'creation_rules:\n  - path_regex: ^secrets/\n' } })
  const document = documentOf(path, text, { base })
  const all: Said[] = []
  for (const rule of sopsRules.filter(({ advisory }) => !advisory)) {
    for (const hit of await hitsOf(rule, document, context)) {
      all.push({ rule: rule.meta.id, line: lineOf(document, hit), hit })
    }
  }
  return all
}

const lines = (hits: readonly Said[]): [string, number][] => hits.map(({ rule, line }) => [rule, line])

const replaceLine = (text: string, pattern: RegExp, replacement: string): { text: string; line: number } => {
  const found = pattern.exec(text)
  if (found === null) throw new Error(`nothing matches ${pattern}`)
  return { text: text.replace(pattern, replacement), line: text.slice(0, found.index).split('\n').length }
}

describeWithSops('files that the real sops wrote', () => {
  let folder: SopsFolder
  beforeAll(() => {
    folder = makeSopsFolder()
  })
  afterAll(() => folder.remove())

  test('an encrypted secrets/aws.yaml is clean', async () => {
    const text = folder.encrypt('secrets/aws.yaml', awsYaml('one'))
    expect(text).toContain('ENC[AES256_GCM,')
    expect(await said('secrets/aws.yaml', text)).toEqual([])
  })

  test('one leaf retyped in plaintext is found at its line, by its key path and without its value', async () => {
    const encrypted = folder.encrypt('secrets/aws.yaml', awsYaml('two'))
    const typed = 'typed-in-by-hand'
    const { text, line } = replaceLine(
      encrypted,
      /(?<=prod:\n(?: +\w+: ENC\S+\n)* +)secret_access_key: ENC\S+/,
      `secret_access_key: ${typed}`,
    )
    const hits = await said('secrets/aws.yaml', text)
    expect(lines(hits)).toEqual([['sops-leaf-plain', line]])
    expect(hits[0]?.hit.note).toContain('"profiles.prod.secret_access_key"')
    expect(hits[0]?.hit.secret?.read((value) => value)).toBe(typed)
    expect(JSON.stringify(hits)).not.toContain(typed)
  })

  test('the plaintext of the same file is found at its first value, and as a downgrade', async () => {
    const encrypted = folder.encrypt('secrets/aws.yaml', awsYaml('three'))
    expect(lines(await said('secrets/aws.yaml', awsYaml('three'), encrypted))).toEqual([
      ['sops-plain-required', 1],
      ['sops-downgrade', 1],
    ])
  })

  test('JSON: clean when encrypted, and exactly the retyped leaf when not', async () => {
    const plain = JSON.stringify({
      aws: { id: 'an-id', keys: ['first', 'second'] },
      count: 3,
      on: true,
      none: null,
      no: '',
    })
    const encrypted = folder.encrypt('secrets/aws.json', plain)
    expect(await said('secrets/aws.json', encrypted)).toEqual([])
    const { text, line } = replaceLine(encrypted, /"ENC\[AES256_GCM,[^"]*type:(?:int|float)\]"/, '4')
    expect(lines(await said('secrets/aws.json', text))).toEqual([['sops-leaf-type', line]])
  })

  test.each([
    ['no selector', []],
    ['encrypted_regex', ['--encrypted-regex', '^(plain|inner|multi)$']],
    ['a selector with Go syntax', ['--encrypted-regex', '(?i)^(PLAIN|[[:alpha:]]umber)$']],
    ['unencrypted_regex', ['--unencrypted-regex', '^(number|list)$']],
    ['encrypted_suffix', ['--encrypted-suffix', 'er']],
    ['unencrypted_suffix', ['--unencrypted-suffix', 'er']],
    ['mac_only_encrypted', ['--mac-only-encrypted', '--encrypted-regex', '^plain$']],
    ['unencrypted_comment_regex', ['--unencrypted-comment-regex', 'above']],
    ['encrypted_comment_regex', ['--encrypted-comment-regex', '(above|beside) a']],
  ])('YAML of every kind with %s is clean', async (_, selector) => {
    const text = folder.encrypt('secrets/all.yaml', everything, ...selector)
    expect(text).toContain('ENC[AES256_GCM,')
    expect(await said('secrets/all.yaml', text)).toEqual([])
    const file = await readSopsFile('secrets/all.yaml', text)
    const filled = (file?.leaves ?? []).filter(({ value }) => value !== null && value !== '')
    expect(filled.map(({ encrypted }) => encrypted !== undefined)).toEqual(
      filled.map(({ mustBeEncrypted }) => mustBeEncrypted),
    )
  })

  test('every document of a file with several is looked at', async () => {
    const encrypted = folder.encrypt('secrets/many.yaml', 'a: one\n---\nb: two\n---\nc:\n  - three\n')
    expect(await said('secrets/many.yaml', encrypted)).toEqual([])
    const { text, line } = replaceLine(encrypted, /- ENC\S+/, '- 3')
    expect(lines(await said('secrets/many.yaml', text))).toEqual([['sops-leaf-type', line]])
  })

  test.each([
    ['secrets/app.env', 'PASSWORD=one\n# comment\nUSER=two\n'],
    ['secrets/app.ini', '; comment\n[db]\npassword = one\nuser = two\n'],
    ['secrets/note.txt', 'anything at all\n'],
  ])('%s: clean when encrypted, found when plaintext', async (path, plain) => {
    expect(await said(path, folder.encrypt(path, plain))).toEqual([])
    expect((await said(path, plain)).map(({ rule }) => rule)).toEqual(['sops-plain-required'])
  })

  test('sops agrees that an invalid encrypted_regex encrypts nothing, and it is reported', async () => {
    const text = folder.encrypt('secrets/lost.yaml', 'password: plain\n', '--encrypted-regex', '^(?!metadata)')
    expect(text).toContain('password: plain')
    expect((await said('secrets/lost.yaml', text)).map(({ rule }) => rule)).toEqual(['sops-regex-invalid'])
  })

  test('sops ignores text behind a value; it is found', async () => {
    const encrypted = folder.encrypt('secrets/tail.yaml', 'password: plain\nother: x\n')
    const { text, line } = replaceLine(encrypted, /^password: (ENC\S+)$/m, 'password: $1tail')
    folder.write('secrets/tail.yaml', text)
    expect(folder.sops('--decrypt', 'secrets/tail.yaml')).toContain('password: plain')
    expect(lines(await said('secrets/tail.yaml', text))).toEqual([['sops-enc-trailing', line]])
  })

  test('a creation rule that sops takes from .sops.yaml is found for the same file', async () => {
    const config = `creation_rules:\n  - path_regex: ^secrets/[[:alpha:]]+\\.yaml$\n    encrypted_regex: ^pass\n    age: ${folder.recipient}\n`
    folder.write('.sops.yaml', config)
    folder.write('secrets/rule.yaml', 'user: x\npassword: y\n')
    folder.sops('--encrypt', '--in-place', 'secrets/rule.yaml')
    const context = contextOf({ files: { '.sops.yaml': config } })
    const [rule] = sopsRules.filter(({ meta }) => meta.id === 'sops-plain-required')
    const judge = async (text: string): Promise<number[]> => {
      const document = documentOf('secrets/rule.yaml', text)
      return rule === undefined ? [] : (await hitsOf(rule, document, context)).map((hit) => lineOf(document, hit))
    }
    expect(await judge(folder.read('secrets/rule.yaml'))).toEqual([])
    expect(await judge('user: x\npassword: y\n')).toEqual([2])
    expect(await judge('user: x\n')).toEqual([])
  })
})
