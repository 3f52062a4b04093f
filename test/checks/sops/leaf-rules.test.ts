import { describe, expect, test } from 'vitest'
import { sopsRules } from '../../../src/checks/sops/index.ts'
import type { Hit } from '../../../src/model/rule.ts'
import { documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

let serial = 0
/** Well-formed, and each one another. */
const fresh = (type = 'str', length = 12): string => {
  serial += 1
  const base64 = (bytes: number): string => {
    const content = Buffer.alloc(bytes, 0x5a)
    content.writeUInt16BE(serial % 60_000, 0)
    return content.toString('base64')
  }
  return `ENC[AES256_GCM,data:${base64(length)},iv:${base64(32)},tag:${base64(16)},type:${type}]`
}

const block = (selector = ''): string =>
  `sops:\n    mac: ${encOf('str', 128)}\n    lastmodified: "2025-06-01T10:00:00Z"\n${selector === '' ? '' : `    ${selector}\n`}`

interface Said {
  readonly rule: string
  readonly line: number
  readonly hit: Hit
}

const said = async (path: string, text: string): Promise<Said[]> => {
  const document = documentOf(path, text)
  const all: Said[] = []
  for (const rule of sopsRules)
    for (const hit of await hitsOf(rule, document)) all.push({ rule: rule.meta.id, line: lineOf(document, hit), hit })
  return all
}

const yaml = (body: string, selector = ''): Promise<Said[]> => said('a.yaml', `${body}${block(selector)}`)

const where = (all: readonly Said[]): string[] => all.map(({ rule, line }) => `${rule} ${line}`)

describe('values', () => {
  test.each([
    ['a number', 'a: 42\n', ['sops-leaf-type 1']],
    ['a large number', 'a: 9007199254740993\n', ['sops-leaf-type 1']],
    ['a boolean', 'a: false\n', ['sops-leaf-type 1']],
    ['text behind ciphertext', `a: ${fresh()}tail\n`, ['sops-enc-trailing 1']],
    ['text behind quoted ciphertext', `a: "${fresh()} tail"\n`, ['sops-enc-trailing 1']],
    ['a block with a line behind ciphertext', `a: |\n  ${fresh()}\n  tail\n`, ['sops-enc-trailing 3']],
    ['ciphertext without a tag', 'a: ENC[AES256_GCM,data:hidden]\n', ['sops-enc-grammar 1']],
    ['ciphertext cut short', `a: ${fresh().slice(0, -9)}\n`, ['sops-enc-grammar 1']],
    ['the ciphertext of a comment as an item', `a:\n  - ${fresh('comment')}\n`, []],
    ['the ciphertext of a comment', `a: ${fresh('comment')}\n`, ['sops-enc-grammar 1']],
    ['ciphertext of bytes', `a: ${fresh('bytes')}\n`, ['sops-enc-grammar 1']],
    ['an unknown type', `a: ${fresh('text')}\n`, ['sops-enc-grammar 1']],
    ['an alias and its anchor', `a: &x ${fresh()}\nb: *x\n`, ['sops-yaml-alias 2', 'sops-yaml-alias 1']],
    ['a tag of its own', `a: !vault ${fresh()}\n`, ['sops-yaml-alias 1']],
    ['a tag of the standard', `a: !!str ${fresh()}\n`, []],
  ])('%s', async (_, body, expected) => {
    expect(where(await yaml(`${body}zz: ${fresh()}\n`))).toEqual(expected)
  })

  test('what trails ciphertext is shown as a secret, and nothing of it in words', async () => {
    const [found] = await yaml(`a: ${fresh()}typed-behind\n`)
    expect(found?.hit.secret?.read((value) => value)).toBe('typed-behind')
    expect(JSON.stringify(found)).not.toContain('typed-behind')
  })

  test('ciphertext outside of the selectors is told, plaintext there is not', async () => {
    const body = `kind: ${fresh()}\nname: x\ndata: ${fresh()}\n`
    expect(where(await yaml(body, 'encrypted_regex: ^data$'))).toEqual(['sops-enc-unexpected 1'])
    expect(where(await yaml(body, 'encrypted_comment_regex: x'))).toEqual([])
  })

  test('a credential that the selectors leave out is told, names and references are not', async () => {
    const mixed = ['Blue', 'Door', '77', '!'].join('')
    const body = [
      `data: ${fresh()}`,
      `password: ${mixed}`,
      'existingSecret: app-db',
      'token: ${TOKEN}',
      'api_key: op://vault/item/field',
      `password_unencrypted: ${mixed}`,
      '',
    ].join('\n')
    expect(where(await yaml(body, 'encrypted_regex: ^data$'))).toEqual([
      'sops-unenc-secretlike 2',
      'sops-unenc-secretlike 6',
    ])
  })

  test('a short credential is seen by the length of its ciphertext', async () => {
    expect(
      where(await yaml(`password: ${fresh('str', 4)}\nname: ${fresh('str', 4)}\ntoken: ${fresh('str', 8)}\n`)),
    ).toEqual(['sops-len-short 1'])
  })
})

describe('nothing encrypted', () => {
  const random = ['Quiet', 'Harbor', '19', '#'].join('')

  test('is high where a credential stands there and low elsewhere', async () => {
    const severe = await yaml(`name: x\npassword: ${random}\n`, 'encrypted_regex: "^(data | stringData)$"')
    expect(severe.map(({ rule, hit }) => [rule, hit.severity])).toEqual([
      ['sops-nothing-encrypted', undefined],
      ['sops-unenc-secretlike', undefined],
    ])
    const mild = await yaml('name: x\n', 'encrypted_regex: ^data$')
    expect(mild.map(({ rule, hit }) => [rule, hit.severity])).toEqual([['sops-nothing-encrypted', 'low']])
  })

  test('is not said where nothing is there to encrypt, or another rule says it', async () => {
    expect(await yaml('a: ""\nb:\n')).toEqual([])
    expect(where(await yaml('a: typed\n'))).toEqual(['sops-leaf-plain 1'])
  })
})

describe('ciphertext that stands twice', () => {
  const one = fresh()
  const other = fresh()
  const part = (text: string, name: string): string => new RegExp(`${name}:([^,\\]]+)`).exec(text)?.[1] ?? ''

  test('under another key it is a copy that cannot be decrypted', async () => {
    const all = await yaml(`a: ${one}\nb: ${one}\n`)
    expect(all.map(({ rule, line, hit }) => [rule, line, hit.severity])).toEqual([['sops-enc-dup', 2, 'high']])
  })

  test('in one list it shows equal values', async () => {
    const all = await yaml(`a:\n  - ${one}\n  - ${one}\n`)
    expect(all.map(({ rule, line, hit }) => [rule, line, hit.severity])).toEqual([['sops-enc-dup', 3, 'low']])
  })

  test.each(['iv', 'tag'])('a borrowed %s is found', async (name) => {
    const mixed = other.replace(`${name}:${part(other, name)}`, `${name}:${part(one, name)}`)
    expect(where(await yaml(`a: ${one}\nb: ${mixed}\n`))).toEqual(['sops-iv-reuse 2'])
  })
})

describe('keys', () => {
  test.each([
    ['a.yaml', `a: ${encOf()}\na: x\n${block()}`, 2, 'critical'],
    ['a.yaml', `a: x\na: ${encOf()}\n${block()}`, 2, 'critical'],
    ['a.yaml', `a: ${fresh()}\nb:\n  c: ${fresh()}\n  c: ${fresh()}\n${block()}`, 4, undefined],
    ['a.yaml', `a: ${fresh()}\n${block()}---\nb: ${fresh()}\nb: ${fresh()}\n${block()}`, 7, undefined],
    ['a.yaml', `a: ${fresh()}\n${block()}    mac: ${encOf('str', 128)}\n`, 5, undefined],
    ['a.json', `{"a": "${fresh()}",\n"a": "x",\n"sops": {"mac": "${encOf()}"}}`, 2, 'critical'],
    ['a.env', `A=x\nA=${fresh()}\nsops_mac=${encOf()}\nsops_version=3.9.0\n`, 2, 'critical'],
    ['a.ini', `[s]\na = x\n[s]\na = ${fresh()}\n[sops]\nmac = ${encOf()}\n`, 4, 'critical'],
  ])('%s: a key that stands twice is found, worse with a plain twin', async (path, text, line, severity) => {
    const found = (await said(path, text)).filter(({ rule }) => rule === 'sops-dup-key')
    expect(found.map(({ line: at, hit }) => [at, hit.severity])).toEqual([[line, severity]])
  })

  test('sections of INI may stand twice, and so may keys of several documents', async () => {
    expect(await said('a.ini', `[s]\na = ${fresh()}\n[s]\nb = ${fresh()}\n[sops]\nmac = ${encOf()}\n`)).toEqual([])
    expect(await said('a.yaml', `a: ${fresh()}\n${block()}---\na: ${fresh()}\n${block()}`)).toEqual([])
  })

  test('a key that looks like a token is told, digests and names are not', async () => {
    const token = ['ghq', 'Z7Qx'.repeat(7)].join('_')
    const digest = 'a1b2c3d4'.repeat(5)
    const all = await yaml(`${token}: ${fresh()}\n${digest}: ${fresh()}\nBEDROCK_MODEL_ID2: ${fresh()}\n`)
    expect(where(all)).toEqual(['sops-key-secretlike 1'])
  })
})

describe('comments', () => {
  test.each([
    ['a plain one', '# the old password\n', ['sops-comment-plain 1']],
    ['an encrypted one', `#${fresh('comment')}\n`, []],
    ['an empty one', '#\n', []],
    ['a directive', '# yaml-language-server: $schema=x\n', []],
    ['an encrypted one with text behind it', `#${fresh('comment')} more\n`, ['sops-enc-trailing 1']],
    ['a damaged one', `#${fresh('comment').slice(0, -5)}\n`, ['sops-enc-grammar 1']],
    ['the ciphertext of a value', `#${fresh()}\n`, ['sops-enc-grammar 1']],
  ])('%s', async (_, comment, expected) => {
    expect(where(await yaml(`${comment}a: ${fresh()}\n`))).toEqual(expected)
  })

  test('dotenv and INI have them as well', async () => {
    expect(where(await said('a.env', `# plain\nA=${fresh()}\nsops_mac=${encOf()}\n`))).toEqual(['sops-comment-plain 1'])
    expect(where(await said('a.ini', `[s]\na = ${fresh()} ; plain\n[sops]\nmac = ${encOf()}\n`))).toEqual([
      'sops-comment-plain 2',
    ])
  })

  test('an old SOPS encrypted none, and selectors may leave them out', async () => {
    expect(await yaml(`# plain\na: ${fresh()}\n`, 'version: 2.0.3')).toEqual([])
    expect(await yaml(`# plain\ndata: ${fresh()}\n`, 'encrypted_regex: ^data$')).toEqual([])
  })
})

test('text behind a JSON document is found', async () => {
  const text = `{"a": "${fresh()}", "sops": {"mac": "${encOf()}"}}\n{"a": "plain"}\n`
  expect(where(await said('a.json', text))).toEqual(['sops-json-trailing 2'])
})
