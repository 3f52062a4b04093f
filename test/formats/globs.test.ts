import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pathMatcher } from '../../src/formats/globs.ts'

describe('pathMatcher', () => {
  test.each([
    ['*.yaml', 'a.yaml', true],
    ['*.yaml', 'deep/er/a.yaml', true],
    ['/*.yaml', 'deep/a.yaml', false],
    ['./a.yaml', 'a.yaml', true],
    ['./a.yaml', 'b/a.yaml', false],
    ['secrets/*.yaml', 'secrets/aws.yaml', true],
    ['secrets/*.yaml', 'other/secrets/aws.yaml', false],
    ['secrets/*.yaml', 'secrets/dev/aws.yaml', false],
    ['secrets/**/*.yaml', 'secrets/aws.yaml', true],
    ['secrets/**/*.yaml', 'secrets/a/b/aws.yaml', true],
    ['secrets/**', 'secrets/a/b', true],
    ['secrets/**', 'secrets', false],
    ['secrets/', 'secrets/a/b', true],
    ['secrets/', 'x/secrets/a', true],
    ['/secrets/', 'x/secrets/a', false],
    ['**', 'a/b', true],
    ['**/x', 'axx/x', true],
    ['**/x', 'a/yx', false],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a*', 'a', true],
    ['a**', 'ab/c', false],
    ['r/a**/b', 'r/ax/y/b', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[!a-c]x', 'zx', true],
    ['x[!a]y', 'x/y', false],
    ['[]]', ']', true],
    ['*.{yaml,yml}', 'b/a.yml', true],
    ['{a,b/{c,d}}/*', 'b/d/x', true],
    ['{a,b/{c,d}}/*', 'b/x', false],
    ['a{,.bak}', 'a', true],
    ['a{b}', 'a{b}', true],
    ['a{b', 'a{b', true],
    ['app/(auth)/+page.ts', 'app/(auth)/+page.ts', true],
    ['a.b', 'aXb', false],
    ['\\*.md', '*.md', true],
    ['\\*.md', 'x.md', false],
    ['.*', '.env', true],
    ['*', '.env', true],
    ['/tmp/**', '/tmp/x/y', true],
    ['*.sh', 'line\nbreak.sh', true],
    ['?.sh', '\u{1f511}.sh', true],
    ['A', 'a', false],
  ])('%s and %j: %s', (glob, path, expected) => {
    expect(pathMatcher([glob])(path)).toBe(expected)
  })

  test('one of several patterns is enough', () => {
    expect(pathMatcher(['a', 'b'])('b')).toBe(true)
    expect(pathMatcher([])('b')).toBe(false)
  })

  test('agrees with picomatch on patterns that both read the same way', () => {
    const picomatch: (glob: string, options: object) => (path: string) => boolean = createRequire(import.meta.url)(
      'picomatch',
    )
    const piece = fc.constantFrom('a', 'b', '*', '?', '.x', '[ab]', '{a,b}', 'ab')
    const name = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('').replace(/\*+/g, '*'))
    const glob = fc
      .tuple(fc.array(fc.oneof(name, fc.constant('**')), { maxLength: 3 }), name)
      .map(([folders, last]) => ['r', ...folders, last].join('/'))
    const part = fc
      .array(fc.constantFrom('a', 'b', '.x', 'ab'), { minLength: 1, maxLength: 2 })
      .map((parts) => parts.join(''))
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => ['r', ...parts].join('/'))
    fc.assert(
      fc.property(glob, path, (pattern, file) => {
        expect(pathMatcher([pattern])(file)).toBe(picomatch(pattern, { dot: true })(file))
      }),
      { numRuns: 3000, seed: 1 },
    )
  })

  test('a pattern made to backtrack ends', () => {
    expect(pathMatcher([`${'**/*a'.repeat(40)}/b`])(`${'a/a'.repeat(300)}`)).toBe(false)
  })

  test('a negated pattern and too many choices are refused', () => {
    expect(() => pathMatcher(['!a'])).toThrow('"!a": a pattern cannot be negated; name what is meant')
    expect(() => pathMatcher(['{a,b}'.repeat(20)])).toThrow('more than 256 choices in braces')
    expect(() => pathMatcher(['{'.repeat(50_000)])).not.toThrow()
  })
})
