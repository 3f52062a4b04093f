import { expect, test } from 'vitest'
import { duplicatesIn } from '../../src/sops/duplicates.ts'
import { readIni } from '../../src/sops/stores/ini.ts'

test('keys are compared over a section of INI that is repeated', () => {
  const text = '[a]\nx = 1\n[b]\nx = 1\n[a]\ny = 1\nx = 2\n'
  const duplicates = duplicatesIn(readIni(text), 'ini')
  expect(duplicates).toEqual([{ path: ['a', 'x'], key: { start: 30, end: 31 }, first: { start: 4, end: 5 } }])
})

test('a section repeated tens of thousands of times is read at once', () => {
  const sections = 60_000
  expect(duplicatesIn(readIni('[a]\nx=1\n'.repeat(sections)), 'ini')).toHaveLength(sections - 1)
})
