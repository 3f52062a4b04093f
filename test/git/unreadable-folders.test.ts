import { expect, it } from 'vitest'
import { parseUnreadable } from '../../src/git/tree-files.ts'

it("git's warnings name each folder and the cause; a name may hold quotes and line breaks", () => {
  const warnings = [
    "warning: could not open directory 'a b/': Permission denied",
    "warning: could not open directory 'it's/new\nline/': Permission denied",
    'warning: something else',
  ]
  expect(parseUnreadable(`${warnings.join('\n')}\n`)).toEqual([
    { path: 'a b', reason: 'Permission denied' },
    { path: "it's/new\nline", reason: 'Permission denied' },
  ])
})

it('no warnings are no failures', () => {
  expect(parseUnreadable('')).toEqual([])
})
