import { expect, test } from 'vitest'
import { compileAnyRe2, compileRe2 } from '../../src/sops/regex.ts'
import { compileRegular } from '../../src/sops/regular/compile.ts'
import { isFound } from '../../src/sops/regular/program.ts'
import { quickRegular } from '../../src/sops/regular/quick.ts'
import { type Random, randomFrom } from '../support/sops-matrix/random.ts'

test.each([
  ['^secrets/', 'secrets/a.yaml', true],
  ['^secrets/', 'my/secrets/a.yaml', false],
  ['secrets/[^/]+\\.ya?ml$', 'x/secrets/a.yml', true],
  ['secrets/[^/]+\\.ya?ml$', 'secrets/a/b.yml', false],
  ['^(data|stringData)$', 'data', true],
  ['^(data|stringData)$', 'metadata', false],
  ['.*', '', true],
  ['^.$', '🔑', true],
  ['a.b', 'a\nb', false],
  ['a.b', 'a\rb', true],
  ['a$', 'a\n', false],
  ['^[^a]$', '\n', true],
])('%j is found in %j: %s', async (source, text, found) => {
  const program = compileRegular(source)
  expect(program !== undefined && isFound(program, text)).toBe(found)
  expect((await compileAnyRe2(source))?.(text)).toBe(found)
})

test.each([
  '',
  'a{2}',
  '(ab)*',
  'a**',
  'a*?',
  '*a',
  '(',
  ')',
  'a)',
  '()',
  '(a|)',
  'a|',
  '(?i)a',
  '(?P<n>a)',
  '\\d',
  '\\b',
  '\\pL',
  '\\Qa\\E',
  '\\x41',
  '\\_',
  '[a',
  '[]a]',
  '[^]',
  '[z-a]',
  '[a-]',
  '[\\d]',
  '[[:alpha:]]',
  '[a-Z]',
  '𝒜',
  '\u2028',
  '^*',
  '$+',
  'a]',
  'a}',
  '\\',
  `${'a'.repeat(200_001)}`,
])('%j is left to the package', (source) => {
  expect(compileRegular(source)).toBeUndefined()
})

test('an invalid expression is undefined still', async () => {
  expect(await compileRe2('(')).toBeUndefined()
  expect((await compileRe2('(?i)A'))?.('a')).toBe(true)
})

const letters = [
  'a',
  'b',
  'A',
  '0',
  '_',
  '/',
  '.',
  '-',
  ' ',
  '\n',
  '\r',
  '\u2028',
  '🔑',
  '\ud83d',
  '\udd11',
  'é',
  '\uFFFD',
  '$',
  '^',
] as const

const expression = (random: Random, depth = 3): string => {
  let source = ''
  for (let left = random.below(4); left >= 0; left--) source += part(random, depth)
  return random.below(4) === 0 ? `${source}|${expression(random, depth - 1)}` : source
}

const part = (random: Random, depth: number): string => {
  if (depth > 0 && random.below(5) === 0)
    return `(${random.pick(['', '?:'])}${expression(random, depth - 1)})${random.below(12) === 0 ? '*' : ''}`
  const atoms = [
    'a',
    'b',
    'a',
    '/',
    '.',
    '\\.',
    '\\/',
    '\\-',
    '\\$',
    '0',
    '_',
    ' ',
    '[a-z]',
    '[^/]',
    'é',
    '\uFFFD',
    '\n',
    '\r',
    '\x07',
    '[a0_.]',
    '[^a-zA-Z0-9]',
    '[A-Z$]',
    '^',
    '$',
  ] as const
  const odd = ['\\d', '\\w', '[b-a]', '{2}', '(', ')', '\\', '[', '*'] as const
  const atom = random.below(40) === 0 ? random.pick(odd) : random.pick(atoms)
  return atom + random.pick(['', '', '', '', '*', '+', '?'])
}

test('40,000 random expressions find what RE2 finds', { timeout: 60_000 }, async () => {
  let compiled = 0
  for (let seed = 1; seed <= 40_000; seed++) {
    const random = randomFrom(seed)
    const source = expression(random)
    const program = compileRegular(source)
    if (program === undefined) continue
    compiled += 1
    const other = await compileAnyRe2(source)
    const quick = quickRegular(source)
    for (let left = 5; left > 0; left--) {
      const text = Array.from({ length: random.below(8) }, () => random.pick(letters)).join('')
      const found = other?.(text)
      const answers = [isFound(program, text), quick?.(text) ?? found]
      if (answers.some((answer) => answer !== found))
        expect.unreachable(`${JSON.stringify(source)} in ${JSON.stringify(text)}`)
    }
  }
  expect(compiled).toBeGreaterThan(15_000)
})

test('an expression that makes others try for years ends', async () => {
  for (const source of [`${'a?'.repeat(200)}${'a'.repeat(200)}b`, `${'(a|a)'.repeat(150)}b`, `${'.*'.repeat(200)}b`]) {
    const matcher = await compileRe2(source)
    expect([matcher?.('a'.repeat(99)), matcher?.('a'.repeat(1000))]).toEqual([false, false])
  }
})

test('a path of tens of thousands of characters is compiled and answers as RE2 does', async () => {
  const source = `^sec${'_map_'.repeat(7_000)}rets/(one|two)[a-z]*\\.ya?ml$`
  const program = compileRegular(source)
  expect(program).toBeDefined()
  const [own, other] = await Promise.all([compileRe2(source), compileAnyRe2(source)])
  for (const text of ['secrets/one.yaml', `sec${'_map_'.repeat(7_000)}rets/two.yml`]) {
    expect(own?.(text)).toBe(other?.(text))
  }
  expect(compileRegular('(a|b)'.repeat(1000))).toBeUndefined()
})
