import { describe, expect, test } from 'vitest'
import { unusableConfig } from '../../../src/checks/sops-config/unusable.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder } from '../../support/sops.ts'
import { rules, said } from './said.ts'

const nobody = 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq'

const swapped = (age: string): string => `${age.slice(0, -1)}${age.endsWith('q') ? 'p' : 'q'}`

/** What SOPS refuses: the lines of one creation rule, and the text at fault. */
const refused: readonly (readonly [name: string, lines: (age: string) => string, at: (age: string) => string])[] = [
  ['a list in key_groups that is a text', (age) => rules('- key_groups:', `    - age: ${age}`), (age) => age],
  ['a path_regex that is a list', (age) => rules('- path_regex: [a]', `  age: ${age}`), () => 'path_regex'],
  ['a number for a recipient', () => rules('- age: 5'), () => '5'],
  ['a word for a number', (age) => rules(`- age: ${age}`, '  shamir_threshold: two'), () => 'two'],
  ['a text for a truth', (age) => rules(`- age: ${age}`, '  mac_only_encrypted: "true"'), () => '"true"'],
  ['a map for a recipient', (age) => rules('- age:', `    a: ${age}`), () => 'age'],
  ['a key twice in a rule', (age) => rules(`- age: ${age}`, `  age: ${age}`), () => 'age'],
  ['the rules twice', (age) => rules(`- age: ${age}`) + rules(`- age: ${age}`), () => 'creation_rules'],
  ['a recipient that is none', () => rules('- age: somebody'), () => 'somebody'],
  ['a recipient that is cut off', (age) => rules(`- age: ${age.slice(0, -1)}`), (age) => age.slice(0, -1)],
  ['a recipient with another letter', (age) => rules(`- age: ${swapped(age)}`), swapped],
]

const accepted: readonly (readonly [name: string, text: (age: string) => string])[] = [
  ['a text', (age) => rules(`- age: ${age}`)],
  ['a list', (age) => rules('- age:', `    - ${age}`)],
  ['a comma list', (age) => rules(`- age: "${age},${age}"`)],
  ['a folded comma list', (age) => rules('- age: >-', `    ${age},`, `    ${age}`)],
  ['a group', (age) => rules('- key_groups:', '    - age:', `      - ${age}`)],
  ['merged groups', (age) => rules('- key_groups:', '    - merge:', '        - age:', `          - ${age}`)],
  ['empty fields', (age) => rules(`- age: ${age}`, '  pgp:', '  kms: ""', '  path_regex:')],
  ['a number where a text may be', (age) => rules(`- age: ${age}`, '  unencrypted_suffix: 5')],
  ['an anchor', (age) => `keys:\n  - &me ${age}\n${rules('- age: *me')}`],
  ['a merge key', (age) => `base: &base\n  age: ${age}\n${rules('- <<: *base', '  mac_only_encrypted: true')}`],
]

describeWithSops('what the real sops says', () => {
  const withFolder = async <T>(use: (folder: SopsFolder) => Promise<T>): Promise<T> => {
    const folder = makeSopsFolder()
    try {
      return await use(folder)
    } finally {
      folder.remove()
    }
  }
  const takes = (folder: SopsFolder, config: string): boolean => {
    folder.write('.sops.yaml', config)
    folder.write('x.yaml', 'a: b\n')
    try {
      folder.sops('--config', '.sops.yaml', '--encrypt', 'x.yaml')
      return true
    } catch {
      return false
    }
  }

  test.each(refused)('%s: refused, and found', (_, lines, at) =>
    withFolder(async (folder) => {
      const config = lines(folder.recipient)
      expect(takes(folder, config)).toBe(false)
      const found = await said(unusableConfig, '.sops.yaml', config)
      expect(found.map(([severity, where]) => [severity, where])).toEqual([['high', at(folder.recipient)]])
    }),
  )

  test.each(accepted)('%s: accepted, and silent', (_, text) =>
    withFolder(async (folder) => {
      const config = text(folder.recipient)
      expect(takes(folder, config)).toBe(true)
      expect(await said(unusableConfig, '.sops.yaml', config)).toEqual([])
    }),
  )
})

describe('what is no more than a question', () => {
  test('a rule without recipients, which somebody may name by hand', async () => {
    const found = await said(unusableConfig, '.sops.yaml', rules('- path_regex: x'))
    expect(found).toMatchObject([['low', 'path_regex', expect.stringContaining('names no recipient')]])
  })

  test('a placeholder', async () => {
    const found = await said(unusableConfig, '.sops.yaml', rules('- age: <your public key>'))
    expect(found).toMatchObject([['low', '<your public key>', expect.stringContaining('placeholder')]])
  })

  test('keys of SSH, of plugins and of other services', async () => {
    const ssh = `ssh-ed25519 ${Buffer.alloc(51, 1).toString('base64')} me@here`
    expect(await said(unusableConfig, '.sops.yaml', rules(`- age: ${ssh}`))).toEqual([])
    expect(await said(unusableConfig, '.sops.yaml', rules('- kms: arn:aws:kms:eu-west-1:111122223333:key/a'))).toEqual(
      [],
    )
    expect(
      await said(unusableConfig, '.sops.yaml', rules('- key_groups:', '    - hc_vault:', '        - https://v/t')),
    ).toEqual([])
  })
})

test('a repeated anchor and a deep file take no time', async () => {
  const text = rules(...Array.from({ length: 5000 }, (_, at) => `- {path_regex: a${at}, age: ${nobody}}`))
  const start = performance.now()
  expect(await said(unusableConfig, '.sops.yaml', text)).toHaveLength(5000)
  expect(performance.now() - start).toBeLessThan(5000)
})
