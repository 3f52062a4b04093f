import { expect, test } from 'vitest'
import { regexInvalid } from '../../../src/checks/sops/regex-invalid.ts'
import { documentOf, hitsOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

const said = async (path: string, text: string): Promise<unknown[]> => {
  const document = documentOf(path, text)
  const hits = await hitsOf(regexInvalid, document)
  return hits.map(({ span, note }) => [span === undefined ? '' : document.slice(span.start, span.end), note])
}

test('a selector in metadata that Go cannot compile is found', async () => {
  const text = (regex: string): string => `a: b\nsops:\n  mac: ${encOf()}\n  encrypted_regex: ${regex}\n`
  expect(await said('x.yaml', text("'^(?!meta)'"))).toEqual([
    ['', 'The encrypted_regex of this file is no valid regular expression for Go, so it matches nothing'],
  ])
  expect(await said('x.env', `A=b\nsops_mac=${encOf()}\nsops_encrypted_regex=^(?!meta)\n`)).toHaveLength(1)
  expect(await said('x.yaml', text('(?i)^meta[[:alpha:]]+'))).toEqual([])
})

test('an expression in a .sops.yaml is found where it stands', async () => {
  const config = `creation_rules:
  - path_regex: ^ok$
    encrypted_regex: '(a)\\1'
  - path_regex: ^(?=x)
`
  expect(await said('deep/.sops.yaml', config)).toEqual([
    [
      "'(a)\\1'",
      'This encrypted_regex is no valid regular expression for Go: it matches nothing, and no error is raised',
    ],
    ['^(?=x)', 'This path_regex is no valid regular expression for Go: SOPS stops at this rule'],
  ])
  expect(await said('not.sops.yaml', config)).toEqual([])
})

test('comment expressions and destination rules are read, too', async () => {
  const config = `creation_rules:
  - unencrypted_comment_regex: '(?<=a)b'
  - encrypted_comment_regex: (?i)^sops$
destination_rules:
  - path_regex: ^(?!x)
    recreation_rule:
      unencrypted_regex: '(?=y)'
      path_regex: ^(?!never-read)
`
  expect(await said('.sops.yaml', config)).toEqual([
    [
      "'(?<=a)b'",
      'This unencrypted_comment_regex is no valid regular expression for Go: it matches nothing, and no error is raised',
    ],
    [
      '^(?!x)',
      'This path_regex is no valid regular expression for Go: this rule never applies, and no error is raised',
    ],
    [
      "'(?=y)'",
      'This unencrypted_regex is no valid regular expression for Go: it matches nothing, and no error is raised',
    ],
  ])
})
