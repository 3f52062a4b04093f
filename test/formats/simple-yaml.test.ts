import { describe, expect, test } from 'vitest'
import { readSimpleYaml } from '../../src/formats/simple-yaml/reader.ts'
import { parseAnyYaml } from '../../src/formats/yaml.ts'
import { encryptedFiles } from '../support/sops-matrix/files.ts'
import { makeMatrixFolder } from '../support/sops-matrix/folder.ts'
import { sopsPrograms } from '../support/sops-matrix/program.ts'
import { type Random, randomFrom } from '../support/sops-matrix/random.ts'
import { compared } from '../support/yaml-texts/compared.ts'
import { disturbed, regularYaml, soup } from '../support/yaml-texts/grammar.ts'

const config = `# who may read
creation_rules:
    # production
  - path_regex: ^secrets/prod/.*\\.yaml$ # all of it
    key_groups:
    - age:
      - age1one
      - "age1two"

  - path_regex: '^secrets/'
    age: >-
      age1one,
      age1two
    shamir_threshold: 2
  # the rest
  - age: {}
    pgp:
`

const encrypted = `#ENC[AES256_GCM,data:xx,iv:xx,tag:xx,type:comment]
a: ENC[AES256_GCM,data:xx,iv:xx,tag:xx,type:str]
list:
    - 1
    - b: "x\\u00e9\\n"
      c: null
    - []
    - [main, 'v*', "x", 1.5] # c
---
b: 12345678901234567890
sops:
    age:
        - enc: |
            -----BEGIN AGE ENCRYPTED FILE-----

              indented
            -----END AGE ENCRYPTED FILE-----
          recipient: age1one
    lastmodified: "2026-11-22T20:54:32Z"
    version: 3.11.0
`

describe('what sops and people write', () => {
  test.each([
    ['a configuration', config],
    ['an encrypted file', encrypted],
    ['a file without a line end', 'a: 1\nb:'],
    ['comments at every depth', 'a:\n  b:\n    - 1\n    # 4\n      # 6\n  # 2\n# 0\n\n  # 2\nc: 3\n   # 3\n'],
  ])('is read as the package reads it: %s', async (_, text) => {
    const simple = readSimpleYaml(text)
    expect(simple).toBeDefined()
    expect(simple).toStrictEqual(await parseAnyYaml(text))
  })
})

describe('anything else is left to the package', () => {
  test.each([
    '',
    '# only a comment\n',
    '---\n',
    'a\n',
    'a: &x 1\n',
    'a: *x\n',
    'a: !!str 1\n',
    'a: [1, [2]]\n',
    'a: [1, ]\n',
    'a: [1: 2]\n',
    'a: [1\n  , 2]\n',
    'a: [&x 1]\n',
    'a: [1] b\n',
    'a: {b: 1}\n',
    '{}\n',
    'a:\tb\n',
    '\ta: b\n',
    'a: b\r\n',
    '\uFEFFa: b\n',
    'a: \0\n',
    'a: b\n  c\n',
    'a:\n  b\n',
    'a: "b\n  c"\n',
    'a: "b\\',
    'a: "\\q"\n',
    'a: "b"c\n',
    'a: "b"#c\n',
    "a: 'b\n",
    'a: b: c\n',
    'a: b:\n',
    'a: - b\n',
    'a: -\n',
    '- a\nb: c\n',
    'a: b\n- c\n',
    '? a\n: b\n',
    ': b\n',
    'a : b\n',
    '%YAML 1.2\n---\na: b\n',
    'a: b\n...\n',
    '--- a\n',
    'a: b\n---\n---\nc: d\n',
    '  a: b\n',
    'a:\n   b: 1\n  c: 2\n',
    'a:\n  b: 1\n   c: 2\n',
    'a: |+\n  b\n',
    'a: |2\n  b\n',
    'a: |\nb: c\n',
    'a: |\n\n  b\n',
    'a: |\n  b',
    'a: >\n  b\n\n  c\n',
    'a: @b\n',
    '-\n',
    '- # c\n',
    `${'- '.repeat(150)}x\n`,
    `${'k'.repeat(1100)}: v\n`,
    `a: ${'1'.repeat(20_000)}\n`,
  ])('%j', (text) => {
    expect(readSimpleYaml(text)).toBeUndefined()
  })
})

describe('the strict reader answers nothing that the package does not', () => {
  const kinds: readonly (readonly [string, (random: Random) => string])[] = [
    ['documents', regularYaml],
    ['damaged documents', (random) => disturbed(regularYaml(random), random)],
    ['lines', soup],
    ['damaged lines', (random) => disturbed(soup(random), random)],
    ['damaged encrypted files', (random) => disturbed(random.pick([config, encrypted]), random)],
  ]
  test.each(kinds)('of 4,000 random %s', { timeout: 60_000 }, async (_, make) => {
    const answers = new Map<string, number>()
    for (let seed = 1; seed <= 4000; seed++) {
      const text = make(randomFrom(seed))
      const answer = await compared(text)
      answers.set(answer, 1 + (answers.get(answer) ?? 0))
      if (answer === 'different') expect.unreachable(`seed ${seed}: ${JSON.stringify(text)}`)
    }
    expect(answers.get('same')).toBeGreaterThan(80)
  })

  test.skipIf(sopsPrograms().length === 0)('of what the real sops wrote', { timeout: 60_000 }, async () => {
    const folder = makeMatrixFolder(sopsPrograms()[0] ?? 'sops')
    try {
      const files = encryptedFiles(folder, (_, name) => /ya?ml$/.test(name))
      for (const { text } of files) expect(await compared(text)).not.toBe('different')
      expect(files.filter(({ text }) => readSimpleYaml(text) !== undefined).length).toBeGreaterThan(files.length / 2)
    } finally {
      folder.remove()
    }
  })
})

test('long texts of one thing are read or left, and no crash', () => {
  for (const unit of [
    'a: b\n',
    '- ',
    '  ',
    '\n',
    '# c\n',
    'a:\n',
    '"',
    "''",
    '\\',
    '- |\n  x\n',
    'a: "x\\n"\n',
    ' #',
    ': ',
  ]) {
    const text = unit.repeat(Math.floor(390_000 / unit.length))
    for (const one of [text, `a: ${text}`, `a: "${text}`]) expect(() => readSimpleYaml(one)).not.toThrow()
  }
})
