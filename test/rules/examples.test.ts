import { expect, test } from 'vitest'
import { compileRule } from '../../src/rules/compile.ts'
import { runExamples } from '../../src/rules/examples.ts'
import type { RuleEntry } from '../../src/rules/rule-entry.ts'
import { textDocument } from '../../src/rules/text-document.ts'
import { entryWith } from './support/library.ts'

const run = (changes: Partial<RuleEntry>): Promise<string[]> => {
  const entry = entryWith(changes)
  return runExamples(entry, compileRule(entry, 'rules/acme.yaml'), 'rules/acme.yaml', textDocument)
}

test('examples that do what their list says raise nothing', async () => {
  expect(await run({})).toEqual([])
})

test('a match that is not found is a failure that names its place', async () => {
  expect(await run({ examples: { match: ['acme_${lower:8}', 'acme_${upper:8}'], ignore: ['x'] } })).toEqual([
    'rules/acme.yaml: "acme-key": examples.match[1] (seed 1) is not found: acme_${upper:8}',
  ])
})

test('an ignored example that is found is a failure that names its place and keeps the mould', async () => {
  expect(await run({ examples: { match: ['acme_${lower:8}'], ignore: ['acme_${lower:9}'] } })).toEqual([
    'rules/acme.yaml: "acme-key": examples.ignore[0] (seed 1) is found: acme_${lower:9}',
  ])
})
