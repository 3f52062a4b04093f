import { expect, test } from 'vitest'
import { iamRules } from '../../../src/checks/iam/index.ts'
import { CannotCheckError } from '../../../src/model/errors.ts'
import { documentOf, hitsOf } from '../../support/document.ts'
import { type Random, randomFrom } from '../../support/sops-matrix/random.ts'
import { found } from './found.ts'
import { samples } from './samples.ts'

/** Damaged policies of each format. */
const count = Number(process.env.LEAKTIGHT_FUZZ ?? 1_500)

const signs = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '"',
  "''",
  '${',
  '\n',
  ',',
  ':',
  '=',
  '*',
  '!',
  '&',
  '<<EOF\n',
  '/*',
  '\\',
  'é',
  '\0',
  ' ',
] as const

const damaged = (text: string, random: Random): string => {
  let result = text
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(result.length)
    const length = random.below(12)
    const put = random.pick([...signs, result.slice(at, at + 40)])
    const kind = random.below(4)
    if (kind === 0) result = result.slice(0, at) + result.slice(at + length)
    else if (kind === 1) result = result.slice(0, at) + put + result.slice(at)
    else if (kind === 2) result = result.slice(0, at) + put + result.slice(at + length)
    else result = result.slice(0, at + 1)
  }
  return result
}

test.each(samples)(
  '%s: thousands of damaged ones are read, and each finding stands in the file',
  async (path, text) => {
    const random = randomFrom(7)
    let withHits = 0
    for (let index = 0; index < count; index++) {
      const document = documentOf(path, damaged(text, random))
      let hits = 0
      for (const rule of iamRules)
        for (const { span } of await hitsOf(rule, document)) {
          hits++
          expect(span?.start).toBeGreaterThanOrEqual(0)
          expect(span?.end).toBeLessThanOrEqual(document.bytes.length)
          expect(span?.start).toBeLessThanOrEqual(span?.end ?? -1)
        }
      if (hits > 0) withHits++
    }
    expect(withHits).toBeGreaterThan(count / 4)
  },
  120_000,
)

test.each([
  ['a.json', `{"Statement":[{"Effect":"Allow","Action":${'['.repeat(100_000)}`],
  ['b.yaml', `Statement:\n- Effect: Allow\n  Action: ${'['.repeat(100_000)}\n`],
  ['c.tf', `x = { Statement = [{ Effect = "Allow", Action = ${'['.repeat(100_000)}`],
  ['d.nix', `{ Statement = [ { Effect = "Allow"; Action = ${'['.repeat(100_000)}`],
])('%s: what is nested too deep is an error, not a pass', async (path, text) => {
  await expect(found(path, text)).rejects.toThrow(CannotCheckError)
})

test('a policy in a policy in a policy is read no further than is sense', async () => {
  let text = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })
  for (let level = 0; level < 10; level++) text = JSON.stringify({ Statement: [], inner: text })
  expect(await found('a.json', text)).toEqual([])
})

test('aliases of aliases do not grow', async () => {
  const lines = ['Statement:', '- Effect: Allow', "  Resource: '*'", '  Action: &a0 [kms:Decrypt, kms:Decrypt]']
  for (let level = 1; level < 60; level++) lines.push(`x${level}: &a${level} [*a${level - 1}, *a${level - 1}]`)
  lines.push('y:', '- Effect: Allow', "  Resource: '*'", '  Action: *a59', '')
  expect(await found('a.yaml', lines.join('\n'))).toEqual([
    '4 iam-resource-wildcard medium',
    '4 iam-resource-wildcard medium',
  ])
})

test('few actions that aliases make many are an error, not a wait', async () => {
  const lines = ['Statement:', `- &a [${'iam:PassRole, '.repeat(1_000)}]`]
  for (let index = 0; index < 400; index++) lines.push("- {Effect: Allow, Action: *a, Resource: '*'}")
  await expect(found('a.yaml', `${lines.join('\n')}\n`)).rejects.toThrow(CannotCheckError)
})

test('more than a hundred places of a kind are counted', async () => {
  const statements = Array.from({ length: 150 }, () => ({ Effect: 'Allow', Action: '*', Resource: '*' }))
  const all = await found('a.json', JSON.stringify({ Statement: statements }, undefined, 1))
  expect(all.length).toBe(101)
  expect(all[0]).toBe('0 iam-full-admin high')
})
