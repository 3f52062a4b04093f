import { expect, test } from 'vitest'
import { encOf } from '../../support/enc.ts'
import { judge, placesOf } from '../../support/judge.ts'

const typed = 'typedbyhand'
const block = `sops:\n    lastmodified: "2026-01-01T00:00:00Z"\n    mac: ${encOf('str', 128)}\n    version: 3.11.0\n`

test.each([
  ['between the brackets', `ENC[${typed}]`, 'sops-enc-grammar'],
  ['within ciphertext', encOf().replace('data:', `data:${typed}!`), 'sops-enc-grammar'],
  ['without quotes behind a star', `*${typed}`, 'sops-yaml-alias'],
  ['without quotes behind an ampersand', `&${typed} ${encOf()}`, 'sops-yaml-alias'],
  ['without quotes behind an exclamation mark', `!${typed} ${encOf()}`, 'sops-yaml-alias'],
])('what is typed %s is found and not printed', async (_, value, rule) => {
  const judgement = await judge('a.yaml', `one: ${value}\ntwo: ${encOf()}\n${block}`)
  expect(placesOf(judgement)).toContain(`${rule}:1`)
  expect(JSON.stringify(judgement)).not.toContain(typed)
})

test('a value that a damaged file has in a key is not printed', async () => {
  const judgement = await judge('a.yaml', `one:\n    ${typed}\n    two: ${encOf()}x\n${block}`)
  expect(judgement.findings.length).toBeGreaterThan(0)
  expect(JSON.stringify(judgement)).not.toContain(typed)
})

test.each([
  ['a.json', `"${typed}"`],
  ['a.yaml', `- ${typed}\n`],
])('what SOPS cannot encrypt is found at its top and not printed: %s', async (path, text) => {
  const files = { '.sops.yaml': 'creation_rules:\n  - path_regex: ^secrets/\n' }
  const judgement = await judge(`secrets/${path}`, text, { files })
  expect(placesOf(judgement)).toContain('sops-toplevel-seq:1')
  expect(JSON.stringify(judgement)).not.toContain(typed)
})
