import { expect, test } from 'vitest'
import { parseYaml } from '../../src/formats/yaml.ts'
import { leavesOf, walk } from '../../src/sops/leaves.ts'
import type { SelectorField } from '../../src/sops/metadata.ts'
import { type LeafPolicy, noMarks } from '../../src/sops/selectors.ts'
import { readIni } from '../../src/sops/stores/ini.ts'

const counting = (): LeafPolicy & { comments: number } => {
  const policy = {
    comments: 0,
    mustEncrypt: () => true,
    marked: (above: ReadonlySet<SelectorField>, comments: readonly string[]) => {
      policy.comments += comments.length
      return above
    },
    byComment: true,
    optIn: false,
    invalid: [],
  }
  return policy
}

test.each([
  ['above many leaves', `${'# c\n'.repeat(500)}a:\n${'  - x\n'.repeat(500)}`, 500],
  [
    'at every level',
    Array.from({ length: 100 }, (_, depth) => `${' '.repeat(depth)}# c\n${' '.repeat(depth)}k:\n`).join(''),
    100,
  ],
  ['beside many leaves', 'a: x # c\n'.repeat(500), 500],
  ['at the end of one long line', `a: [${'x, '.repeat(500)}] # c\n`, 1],
])('each comment is looked at once: %s', async (_, text, expected) => {
  const policy = counting()
  leavesOf(await parseYaml(text), text, policy)
  expect(policy.comments).toBe(expected)
})

test('what is marked above holds for every leaf below', async () => {
  const text = '# c\na:\n  b:\n    - x\n    - y\nc: z\n'
  const policy: LeafPolicy = {
    ...counting(),
    marked: (above, comments) => (comments.length > 0 ? new Set(['encrypted_comment_regex']) : above),
    mustEncrypt: (_, marks) => marks !== noMarks,
  }
  const leaves = leavesOf(await parseYaml(text), text, policy)
  expect(leaves.map(({ path, mustBeEncrypted }) => [path.join('.'), mustBeEncrypted])).toEqual([
    ['a.b', true],
    ['a.b', true],
    ['c', false],
  ])
})

test('a comment above a key of INI speaks of the next key, one above a section of its first, as in SOPS', () => {
  const text = '; first\na = 1\nb = 2\n; second\n[s]\n; third\nc = 3\nd = 4\ne = 5\n'
  const policy: LeafPolicy = {
    ...counting(),
    marked: (above, comments) => (comments.length > 0 ? new Set(['encrypted_comment_regex']) : above),
    mustEncrypt: (_, marks) => marks !== noMarks,
  }
  const { leaves } = walk(readIni(text), text, policy, 'ini')
  expect(leaves.filter(({ mustBeEncrypted }) => mustBeEncrypted).map(({ path }) => path.join('.'))).toEqual([
    'DEFAULT.b',
    's.c',
    's.d',
  ])
})
