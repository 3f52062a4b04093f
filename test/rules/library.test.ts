import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runExamples } from '../../src/rules/examples.ts'
import { patternRule } from '../../src/rules/pattern-rule.ts'
import { textDocument } from '../../src/rules/text-document.ts'
import { hitsOf } from './support/find.ts'
import { library, root } from './support/library.ts'

const rules = await library()

describe('every example of the library does what its list says', () => {
  test.each(rules.map((rule) => [rule.entry.id, rule] as const))('%s', async (_, { entry, data, file }) => {
    expect(await runExamples(entry, data, file, textDocument)).toEqual([])
  })
})

test('patterns use no class whose meaning over bytes surprises', () => {
  const surprising = rules.filter(({ data }) => /\\[bBwWsS]/.test(data.pattern))
  expect(surprising.map(({ data }) => data.id)).toEqual([])
})

test('a rule pairs with rules that exist and that pair with it', () => {
  const pairs = new Map(rules.map(({ data }) => [data.id, data.pairsWith ?? []]))
  for (const [id, others] of pairs) {
    for (const other of others) expect([id, other, pairs.has(other)]).toEqual([id, other, true])
  }
  expect(pairs.get('aws-access-key-id')).toContain('aws-secret-access-key')
  expect(pairs.get('aws-secret-access-key')).toContain('aws-access-key-id')
})

test('a documented example of one rule does not come back through a generic one', async () => {
  const documented = rules.flatMap(({ entry }) => entry.ignore ?? [])
  for (const { data } of rules) {
    for (const value of documented) expect(await hitsOf(patternRule(data), `secret_token: "${value}"`)).toEqual([])
  }
})

const filesOf = (directory: string): string[] =>
  readdirSync(join(root, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

test('no rule fires on the rule files, their code or their tests', async () => {
  const findings: string[] = []
  for (const path of ['rules', 'src/rules', 'test/rules'].flatMap(filesOf)) {
    const content = readFileSync(path)
    for (const { data } of rules) {
      const hits = await hitsOf(patternRule(data), content, path)
      for (const hit of hits) findings.push(`${path}:${hit.span?.start} ${data.id}`)
    }
  }
  expect(findings).toEqual([])
})
