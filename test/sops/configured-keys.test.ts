import { expect, test } from 'vitest'
import { parseSopsConfig } from '../../src/sops/config-document.ts'

const ruleOf = async (...lines: string[]) => {
  const [rule] = (
    await parseSopsConfig('.sops.yaml', `creation_rules:\n${lines.map((line) => `  ${line}\n`).join('')}`)
  ).creationRules
  if (rule === undefined) throw new Error('no rule')
  return rule
}

const groupsOf = async (...lines: string[]): Promise<string[][]> =>
  (await ruleOf(...lines)).groups.map(({ keys }) =>
    keys.map(({ type, identity, unknown }) => `${type} ${identity}${unknown === undefined ? '' : ` (${unknown}?)`}`),
  )

test('every flat field is read in the form in which sops compares it', async () => {
  expect(
    await groupsOf(
      '- age: "age1a, age1b,"',
      '  pgp: [85D7 7543 B3D6, "AAAA,BBBB"]',
      '  kms: arn:aws:kms:us-east-1:1:key/k+arn:aws:iam::1:role/r',
      '  aws_profile: dev',
      '  gcp_kms: projects/p/locations/global/keyRings/r/cryptoKeys/k',
      '  hckms: ["eu-de:7e57", "eu-nl:c0de"]',
      '  azure_keyvault: "https://v.vault.azure.net/keys/k/0123,https://v.vault.azure.net/keys/k"',
      '  hc_vault_transit_uri: https://vault.example:8200/v1/team/transit/keys/one',
    ),
  ).toEqual([
    [
      'age age1a',
      'age age1b',
      'pgp 85D77543B3D6',
      'pgp AAAA',
      'pgp BBBB',
      'kms arn:aws:kms:us-east-1:1:key/k+arn:aws:iam::1:role/r||dev',
      'gcp_kms projects/p/locations/global/keyRings/r/cryptoKeys/k',
      'hckms eu-de:7e57',
      'hckms eu-nl:c0de',
      'azure_kv https://v.vault.azure.net/keys/k/0123',
      'azure_kv https://v.vault.azure.net/keys/k/ (version?)',
      'hc_vault https://vault.example:8200/v1/team/transit/keys/one',
    ],
  ])
})

test('every kind of entry of a key group is read', async () => {
  expect(
    await groupsOf(
      '- key_groups:',
      '    - age: ["age1a,age1b"]',
      '      pgp: [85D7 7543]',
      '      kms:',
      '        - {arn: a, role: r, context: {z: 1, b: two}, aws_profile: p}',
      '        - {arn: a, context: {b: two}}',
      '        - {arn: "alias/mine"}',
      '      gcp_kms: [{resource_id: g}]',
      '      hckms: [{key_id: "r:u"}]',
      '      azure_keyvault: [{vaultUrl: https://v, key: k, version: "1"}, {vaultUrl: https://v, key: k}]',
      '      hc_vault: [http://h/v1/t/keys/k]',
      '    - merge: [{age: [age1x]}, {age: [age1x], pgp: [AA]}]',
      '      age: [age1x, age1y]',
    ),
  ).toEqual([
    [
      'age age1a',
      'age age1b',
      'pgp 85D77543',
      'kms a+r|b:two,z:1|p',
      'kms a|b:two',
      'kms alias/mine (alias?)',
      'gcp_kms g',
      'hckms r:u',
      'azure_kv https://v/keys/k/1',
      'azure_kv https://v/keys/k/ (version?)',
      'hc_vault http://h/v1/t/keys/k',
    ],
    ['age age1x', 'pgp AA', 'age age1y'],
  ])
})

test('key groups take the place of the flat fields, unless there are none', async () => {
  expect(await groupsOf('- age: age1flat', '  key_groups: [{age: [age1grouped]}]')).toEqual([['age age1grouped']])
  expect(await groupsOf('- age: age1flat', '  key_groups: []')).toEqual([['age age1flat']])
  expect(await groupsOf('- path_regex: x')).toEqual([[]])
})

test('what cannot be read here is said to be there', async () => {
  const opaque = async (...lines: string[]) => (await ruleOf(...lines)).groups.map((group) => group.opaque)
  expect(await opaque('- age: age1a', '  plugins: [{binary_name: x}]')).toEqual([true])
  expect(await opaque('- hc_vault_transit_uri: vault/keys')).toEqual([true])
  expect(await opaque('- key_groups: [{azure_keyvault: [{key: k}]}, {}, null]')).toEqual([true, false, false])
})

test('aliases and merge keys are followed', async () => {
  const text = `keys:
  a: &a age1a
  both: &both [age1a, age1b]
base: &base
  mac_only_encrypted: true
  shamir_threshold: 2
creation_rules:
  - <<: *base
    key_groups:
      - age: *both
      - age: [*a]
`
  const [rule] = (await parseSopsConfig('.sops.yaml', text)).creationRules
  expect(rule?.groups.map(({ keys }) => keys.map(({ identity }) => identity))).toEqual([['age1a', 'age1b'], ['age1a']])
  expect([rule?.shamirThreshold, rule?.macOnlyEncrypted]).toEqual([2, true])
})

test('a merge of merges without end is not followed without end', async () => {
  const deep = `${'{merge: ['.repeat(90)}{age: [age1a]}${']}'.repeat(90)}`
  expect((await ruleOf(`- key_groups: [${deep}]`)).groups).toMatchObject([{ keys: [], opaque: true }])
})

test('destination rules and what they encrypt with are read', async () => {
  const { destinationRules } = await parseSopsConfig(
    '.sops.yaml',
    'destination_rules:\n  - path_regex: ^s3/\n    recreation_rule: {pgp: AA BB}\n  - s3_bucket: x\n',
  )
  expect(destinationRules.map(({ pathRegex, recreation }) => [pathRegex, recreation?.flat.keys[0]?.identity])).toEqual([
    ['^s3/', 'AABB'],
    ['', undefined],
  ])
})
