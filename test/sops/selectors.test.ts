import { expect, test } from 'vitest'
import type { SelectorField } from '../../src/sops/metadata.ts'
import { compileSelectors, noMarks } from '../../src/sops/selectors.ts'

const policy = (selectors: Partial<Record<SelectorField, string>>) =>
  compileSelectors(new Map(Object.entries(selectors) as [SelectorField, string][]))

const encrypts = async (
  selectors: Partial<Record<SelectorField, string>>,
  path: readonly string[],
  comments: readonly string[] = [],
): Promise<boolean> => {
  const compiled = await policy(selectors)
  return compiled.mustEncrypt(path, compiled.marked(noMarks, comments))
}

test('without selectors everything is encrypted but keys that end in _unencrypted', async () => {
  expect(await encrypts({}, ['a', 'b'])).toBe(true)
  expect(await encrypts({}, ['a', 'b_unencrypted'])).toBe(false)
  expect(await encrypts({}, ['a_unencrypted', 'b'])).toBe(false)
})

test('a selector replaces the default suffix', async () => {
  expect(await encrypts({ unencrypted_regex: '^kind$' }, ['a_unencrypted'])).toBe(true)
})

test('any component of the path decides', async () => {
  expect(await encrypts({ encrypted_regex: '^data$' }, ['data', 'key'])).toBe(true)
  expect(await encrypts({ encrypted_regex: '^data$' }, ['metadata', 'key'])).toBe(false)
  expect(await encrypts({ unencrypted_regex: '^meta' }, ['metadata', 'key'])).toBe(false)
  expect(await encrypts({ encrypted_suffix: '_secret' }, ['a_secret', 'b'])).toBe(true)
  expect(await encrypts({ encrypted_suffix: '_secret' }, ['a', 'b'])).toBe(false)
  expect(await encrypts({ unencrypted_suffix: '_plain' }, ['a_plain', 'b'])).toBe(false)
})

test('an expression is searched for, not matched as a whole', async () => {
  expect(await encrypts({ encrypted_regex: 'ass' }, ['password'])).toBe(true)
})

test('expressions are of the dialect of Go', async () => {
  expect(await encrypts({ encrypted_regex: '((?i)(pass|key))' }, ['PassWord'])).toBe(true)
  expect(await encrypts({ encrypted_regex: '^[[:alpha:]]+$' }, ['abc'])).toBe(true)
  expect(await encrypts({ encrypted_regex: '\\Aabc\\z' }, ['abc'])).toBe(true)
})

test.each(['^(?!metadata)', '(a)\\1', 'a{1001}', '(', '(?<=x)y'])(
  '%s is invalid and matches nothing',
  async (source) => {
    expect((await policy({ encrypted_regex: source })).invalid).toEqual(['encrypted_regex'])
    expect(await encrypts({ encrypted_regex: source }, ['metadata'])).toBe(false)
    expect(await encrypts({ unencrypted_regex: source }, ['metadata'])).toBe(true)
  },
)

test('comments decide where the selector asks for them', async () => {
  expect(await encrypts({ unencrypted_comment_regex: 'plain' }, ['a'], [' plain here'])).toBe(false)
  expect(await encrypts({ unencrypted_comment_regex: 'plain' }, ['a'])).toBe(true)
  expect(await encrypts({ encrypted_comment_regex: 'enc' }, ['a'], ['enc'])).toBe(true)
  expect(await encrypts({ encrypted_comment_regex: 'enc' }, ['a'])).toBe(false)
  expect((await policy({ encrypted_comment_regex: 'x' })).byComment).toBe(true)
  expect((await policy({})).byComment).toBe(false)
})
