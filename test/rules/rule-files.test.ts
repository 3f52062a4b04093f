import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { loadRuleFiles, parseRuleFile } from '../../src/rules/rule-files.ts'
import { entryWith, validate } from './support/library.ts'

const fileWith = (changes: Readonly<Record<string, unknown>>): string =>
  stringify({ provider: 'Acme', rules: [{ ...entryWith({}), ...changes }] })

const parse = (text: string) => parseRuleFile(text, 'rules/acme.yaml', validate)

describe('a rule file that is wrong is refused with one sentence for each mistake', () => {
  test.each([
    ['an unknown key', fileWith({ kewords: [] }), '"acme-key": "kewords" is not a known key; did you mean "keywords"?'],
    ['a key far from any', fileWith({ zzzzzzzz: 1 }), '"acme-key": "zzzzzzzz" is not a known key'],
    ['no remedy', fileWith({ remedy: undefined }), '"acme-key" has no "remedy"'],
    [
      'a severity of its own',
      fileWith({ severity: 'huge' }),
      '"acme-key": "severity" is "huge"; it must be low, medium, high or critical',
    ],
    [
      'an unknown list of examples',
      fileWith({ examples: { match: ['a'], ignore: ['b'], matches: ['c'] } }),
      '"acme-key": "examples.matches" is not a known key; did you mean "match"?',
    ],
    ['no examples to ignore', fileWith({ examples: { match: ['a'] } }), '"acme-key": "examples" has no "ignore"'],
    ['no rules', 'provider: Acme\n', '"rules" is missing'],
    ['an unknown key at the top', `${fileWith({})}rule: []\n`, '"rule" is not a known key; did you mean "rules"?'],
    ['no YAML', 'rules: [', 'Flow sequence in block collection must be sufficiently indented'],
  ])('%s', async (_, text, sentence) => {
    await expect(parse(text)).rejects.toThrow(`rules/acme.yaml: ${sentence}`)
  })
})

test('a right one comes back as it stands', async () => {
  expect((await parse(fileWith({}))).rules).toEqual([entryWith({})])
})

describe('a folder of rule files', () => {
  let folder = ''
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'leaktight-rules-')), 'rules')
    await mkdir(folder)
  })
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

  test('is read in the order of its names; other files are left alone', async () => {
    await writeFile(join(folder, 'b.yaml'), fileWith({ id: 'second' }))
    await writeFile(join(folder, 'a.yaml'), fileWith({ id: 'first' }))
    await writeFile(join(folder, 'README.md'), '#')
    expect((await loadRuleFiles(folder, validate)).map(({ file }) => file)).toEqual(['rules/a.yaml', 'rules/b.yaml'])
  })

  test('may hold an id once', async () => {
    await writeFile(join(folder, 'a.yaml'), fileWith({}))
    await writeFile(join(folder, 'b.yaml'), fileWith({}))
    await expect(loadRuleFiles(folder, validate)).rejects.toThrow(
      'rules/b.yaml: "acme-key": a rule of that id already stands in rules/a.yaml',
    )
  })

  test('that is not there is the mistake of who named it', async () => {
    await expect(loadRuleFiles(join(folder, 'nowhere'), validate)).rejects.toThrow('cannot read the rule folder')
  })
})
