import { expect, test } from 'vitest'
import { CannotCheckError } from '../../src/model/errors.ts'
import { CreationRules, parseCreationRules } from '../../src/sops/creation-rules.ts'

const match = async (config: string, path: string) =>
  new CreationRules('.sops.yaml', await parseCreationRules('.sops.yaml', config)).match(path)

const config = `keys:
  - &alice age1alice
  - &bob age1bob
stores: {yaml: {indent: 2}}
creation_rules:
  - path_regex: ^prod/.*\\.yaml$
    age: age1alice, age1bob
    encrypted_regex: ^(data|stringData)$
    a_key_of_tomorrow: 1
  - path_regex: '(?i)SECRETS?/'
    age: [*alice, "age1x,age1y"]
    pgp: ""
  - age: *bob
`

test('the first rule that matches is taken, an empty path_regex matches everything', async () => {
  expect((await match(config, 'prod/a.yaml'))?.rule.pathRegex).toBe('^prod/.*\\.yaml$')
  expect((await match(config, 'x/secret/a.yaml'))?.rule.pathRegex).toBe('(?i)SECRETS?/')
  expect((await match(config, 'other.txt'))?.rule.pathRegex).toBe('')
})

test('selectors are read', async () => {
  expect((await match(config, 'prod/a.yaml'))?.rule.selectors).toEqual(
    new Map([['encrypted_regex', '^(data|stringData)$']]),
  )
})

test('recipients are a comma list or a list, through anchors', async () => {
  const recipients = async (path: string) =>
    (await match(config, path))?.rule.groups.map(({ keys }) => keys.map(({ type, identity }) => `${type} ${identity}`))
  expect(await recipients('prod/a.yaml')).toEqual([['age age1alice', 'age age1bob']])
  expect(await recipients('secret/a.yaml')).toEqual([['age age1alice', 'age age1x', 'age age1y']])
  expect(await recipients('other.txt')).toEqual([['age age1bob']])
})

test('a number for a path_regex is the text it is written as, as in sops', async () => {
  expect(await match('creation_rules:\n  - path_regex: 5\n', 'a.yaml')).toBeUndefined()
  expect((await match('creation_rules:\n  - path_regex: 5\n', 'a5.yaml'))?.rule.pathRegex).toBe('5')
})

test('merge keys bring in what the rule does not say itself', async () => {
  const merged = `base: &base {encrypted_regex: ^a$, path_regex: x}\ncreation_rules:\n  - <<: *base\n    path_regex: ^s/\n`
  const found = await match(merged, 's/f.yaml')
  expect(found?.rule.pathRegex).toBe('^s/')
  expect(found?.rule.selectors.get('encrypted_regex')).toBe('^a$')
})

test.each([
  ['^secrets/', true],
  ['.*secret.*', true],
  ['\\.enc\\.yaml$', true],
  ['\\.yaml$', false],
  ['.*', false],
  ['', false],
  ['^src/|^secrets/', false],
])('%j is specific: %s', async (pathRegex, specific) => {
  const found = await match(`creation_rules:\n  - path_regex: '${pathRegex}'\n`, 'secrets/secret.enc.yaml')
  expect(found?.specific).toBe(specific)
})

test('no rules are no match', async () => {
  for (const text of [
    '',
    '# nothing\n',
    'creation_rules:\n',
    'creation_rule:\n  - path_regex: x\n',
    'creation_rules: []\n',
  ])
    expect(await match(text, 'x')).toBeUndefined()
})

test('an invalid path_regex stops the search when it is reached, as in sops', async () => {
  const broken = `creation_rules:\n  - path_regex: ^first$\n  - path_regex: '^(?!x)'\n  - path_regex: .*\n`
  expect((await match(broken, 'first'))?.rule.pathRegex).toBe('^first$')
  await expect(match(broken, 'second')).rejects.toThrow(CannotCheckError)
  await expect(match(broken, 'second')).rejects.toThrow(
    '.sops.yaml: path_regex "^(?!x)" is no valid regular expression',
  )
})

test.each(['[]', 'text', 'creation_rules: [', 'a: b: c\n', 'creation_rules: text\n', 'creation_rules:\n  - text\n'])(
  '%j cannot be loaded, which is an error and not an absent rule',
  async (text) => {
    await expect(match(text, 'x')).rejects.toThrow(/^\.sops\.yaml: /)
  },
)

test('one path is searched for once, however many checks ask', async () => {
  const rules = new CreationRules(
    '.sops.yaml',
    await parseCreationRules('.sops.yaml', 'creation_rules:\n  - path_regex: ^a\n'),
  )
  expect(await rules.match('a.yaml')).toBe(await rules.match('a.yaml'))
  expect(await rules.match('b.yaml')).toBe(undefined)
  expect((await rules.match('a.yaml'))?.catchAll).toBe(false)
})

test.each([
  ['^secrets/', 'secrets/a.yaml', true],
  ['^secrets/', 'old/secrets/a.yaml', false],
  ['^secrets?/', 'secret/a.yaml', true],
  ['^secretsx*/', 'secrets/a.yaml', true],
  ['^secretsx{0,2}/', 'secrets/a.yaml', true],
  ['^secrets+/', 'secretsss/a.yaml', true],
  ['^other/|a.yaml', 'secrets/a.yaml', true],
  ['(?i)^SECRETS/', 'secrets/a.yaml', true],
])('%s of %s: %s', async (pathRegex, path, matches) => {
  const text = `creation_rules:\n  - path_regex: '${pathRegex}'\n`
  const rules = new CreationRules('.sops.yaml', await parseCreationRules('.sops.yaml', text))
  expect((await rules.match(path)) !== undefined).toBe(matches)
})
