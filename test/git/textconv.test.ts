import { expect, it } from 'vitest'
import { parseKeptTexts, parseTextconvDrivers } from '../../src/git/textconv.ts'

const settings = (...records: readonly (readonly [scope: string, setting: string])[]): string =>
  records.map(([scope, setting]) => `${scope}\0${setting}\0`).join('')

it('reads drivers from what git config prints', () => {
  const output = settings(
    ['global', 'diff.sopsdiffer.textconv\nsops decrypt'],
    ['local', 'diff.sopsdiffer.cachetextconv\ntrue'],
    ['local', 'diff.a.b c.textconv\nsh -c "x\ny"'],
    ['local', 'diff.bare.cachetextconv'],
  )
  expect(parseTextconvDrivers(output)).toEqual([
    { name: 'sopsdiffer', command: 'sops decrypt', cachedBy: 'local' },
    { name: 'a.b c', command: 'sh -c "x\ny"' },
    { name: 'bare', cachedBy: 'local' },
  ])
  expect(parseTextconvDrivers('')).toEqual([])
})

it.each(['false', 'no', 'off', '0', '', 'FALSE'])('the last value of a setting holds, and %j is off', (value) => {
  const output = settings(['global', 'diff.x.cachetextconv\ntrue'], ['local', `diff.x.cachetextconv\n${value}`])
  expect(parseTextconvDrivers(output)).toEqual([{ name: 'x' }])
})

it('reads the refs of kept texts', () => {
  expect(parseKeptTexts('refs/notes/textconv/sopsdiffer\nrefs/notes/textconv/a/b\nrefs/notes/other\n')).toEqual([
    'sopsdiffer',
    'a/b',
  ])
})
