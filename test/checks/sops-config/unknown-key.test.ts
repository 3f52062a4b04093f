import { expect, test } from 'vitest'
import { unknownKey } from '../../../src/checks/sops-config/unknown-key.ts'
import { rules, said } from './said.ts'

const at = async (text: string): Promise<string[]> =>
  (await said(unknownKey, '.sops.yaml', text)).map(([severity, key, note]) => `${severity} ${key}: ${note}`)

test.each([
  ['encryted_regex', 'encrypted_regex'],
  ['encryptedRegex', 'encrypted_regex'],
  ['Encrypted_Regex', 'encrypted_regex'],
  ['unencrypted-suffix', 'unencrypted_suffix'],
  ['path-regex', 'path_regex'],
  ['aeg', 'age'],
  ['Age', 'age'],
  ['key_group', 'key_groups'],
  ['hc_vault_transit_url', 'hc_vault_transit_uri'],
])('a rule with "%s" is told about "%s", and it is serious', async (key, meant) => {
  expect(await at(rules('- path_regex: ^a/', `  ${key}: x`))).toEqual([
    `high ${key}: "${key}" is no key of a creation rule, so SOPS ignores it; did you mean "${meant}"?`,
  ])
})

test.each([
  ['azure_kv', 'azure_keyvault'],
  ['hc_vault', 'hc_vault_transit_uri'],
  ['hc_vault_uris', 'hc_vault_transit_uri'],
  ['gpg', 'pgp'],
  ['path', 'path_regex'],
])('%s has another name in a rule', async (key, meant) => {
  expect(await at(rules(`- ${key}: x`))).toEqual([
    `high ${key}: "${key}" is no key of a creation rule, so SOPS ignores it; here it is called "${meant}"`,
  ])
})

test('a key that is near to nothing is told, and near to what decides nothing', async () => {
  expect(await at(rules('- age: x', '  name: prod', '  mac_only_encryted: true'))).toEqual([
    'low name: "name" is no key of a creation rule, so SOPS ignores it',
    'low mac_only_encryted: "mac_only_encryted" is no key of a creation rule, so SOPS ignores it; did you mean "mac_only_encrypted"?',
  ])
})

test('key groups, what they merge, and their entries have keys of their own', async () => {
  const text = rules(
    '- key_groups:',
    '    - hc_vault_transit_uri: [x]',
    '      merge: [{ages: [x]}]',
    '      azure_keyvault: [{vault_url: x, name: k}]',
    '      kms: [{arn: x, rolle: y}]',
  )
  expect(await at(text)).toEqual([
    'high hc_vault_transit_uri: "hc_vault_transit_uri" is no key of a key group, so SOPS ignores it; here it is called "hc_vault"',
    'high ages: "ages" is no key of a key group, so SOPS ignores it; did you mean "age"?',
    'high rolle: "rolle" is no key of a KMS key, so SOPS ignores it; did you mean "role"?',
    'high vault_url: "vault_url" is no key of an Azure key, so SOPS ignores it; here it is called "vaultUrl"',
    'high name: "name" is no key of an Azure key, so SOPS ignores it; here it is called "key"',
  ])
})

test('destination rules and stores are read, too', async () => {
  const text = `destination_rules:
  - path_regex: ^a/
    reencryption_rule: {pgp: x}
    s3_bukket: b
  - recreation_rule: {gpg: x}
stores:
  yaml: {indnet: 2}
  jsonbinary: {indent: 2}
`
  expect(await at(text)).toEqual([
    'high reencryption_rule: "reencryption_rule" is no key of a destination rule, so SOPS ignores it; here it is called "recreation_rule"',
    'low s3_bukket: "s3_bukket" is no key of a destination rule, so SOPS ignores it; did you mean "s3_bucket"?',
    'high gpg: "gpg" is no key of a creation rule, so SOPS ignores it; here it is called "pgp"',
    'low jsonbinary: "jsonbinary" is no key of "stores", so SOPS ignores it; did you mean "json_binary"?',
    'low indnet: "indnet" is no key of the store "yaml", so SOPS ignores it; did you mean "indent"?',
  ])
})

test('at the top anything may hold anchors, but what looks like a list of rules is told', async () => {
  expect(await at('creation_rule:\n  - age: x\n')).toEqual([
    'high creation_rule: "creation_rule" is no key of SOPS, so SOPS ignores it; did you mean "creation_rules"?',
  ])
  expect(await at('creationRules: []\n')).toHaveLength(1)
  expect(await at('Stores: {yaml: {indent: 2}}\n')).toHaveLength(1)
  const holders = ['keys', 'users', 'servers', 'store', 'stars', 'x-anchors', 'rules', 'admins', 'shared', 'creation']
  expect(await at(holders.map((name) => `${name}: [&a_${name} age1x]\n`).join(''))).toEqual([])
})

test('a configuration with every key there is has nothing unknown', async () => {
  const text = `keys: &keys [age1x]
base: &base
  aws_profile: p
stores: {yaml: {indent: 2}, json: {indent: 2}, json_binary: {indent: 2}, dotenv: {}, ini: {}}
creation_rules:
  - <<: *base
    path_regex: x
    shamir_threshold: 2
    mac_only_encrypted: true
    encrypted_regex: x
    key_groups:
      - merge: [{age: *keys}]
        pgp: [x]
        kms: [{arn: a, role: r, context: {anything: goes}, aws_profile: p}]
        gcp_kms: [{resource_id: x}]
        hckms: [{key_id: x}]
        azure_keyvault: [{vaultUrl: u, key: k, version: v}]
        hc_vault: [x]
  - {age: x, pgp: x, kms: x, gcp_kms: x, azure_keyvault: x, hc_vault_transit_uri: x, hckms: [x], unencrypted_suffix: x}
  - {encrypted_suffix: x, unencrypted_regex: x, unencrypted_comment_regex: x, encrypted_comment_regex: x}
destination_rules:
  - {s3_bucket: x, s3_prefix: x, gcs_bucket: x, gcs_prefix: x, vault_path: x, vault_address: x}
  - {vault_kv_mount_name: x, vault_kv_version: 2, omit_extensions: true, recreation_rule: {age: x}}
`
  expect(await at(text)).toEqual([])
})

test('a map that is merged into two rules is one place', async () => {
  expect(
    await at('base: &base {aeg: x}\ncreation_rules:\n  - <<: *base\n  - <<: *base\n    path_regex: x\n'),
  ).toHaveLength(1)
})

test('a configuration that cannot be loaded is an error, and other files are none', async () => {
  await expect(at('creation_rules: [')).rejects.toThrow('.sops.yaml: cannot be read as YAML')
  await expect(at('creation_rules: {}\n')).rejects.toThrow('"creation_rules" must be a list')
  expect(await said(unknownKey, 'x.sops.yaml', rules('- aeg: x'))).toEqual([])
})

test('a version that was replaced since says nothing', async () => {
  const origin = { from: 'commit' } as const
  const old = rules('- aeg: x')
  expect(await said(unknownKey, '.sops.yaml', old, { origin, files: { '.sops.yaml': rules('- age: x') } })).toEqual([])
  expect(await said(unknownKey, '.sops.yaml', old, { origin })).toHaveLength(1)
})
