import type { Store } from '../../../src/sops/sniff.ts'
import type { MatrixFolder } from './folder.ts'
import type { Whole } from './fuzz.ts'
import { markersOf } from './plaintexts.ts'

const small: Readonly<Record<Store, readonly [path: string, plaintext: string]>> = {
  yaml: [
    'a.yaml',
    '# zqcomment01\nuser: zqlantern01 # zqcomment02\nlist:\n    # zqcomment03\n    - zqlantern02\n    - part: zqlantern03\n      port: 5432\nempty: ""\nnothing: null\n"odd:key": zqlantern04\nnote_unencrypted: words\n---\nsecond:\n    door: zqlantern05\n',
  ],
  json: [
    'a.json',
    '{"user": "zqlantern01", "list": ["zqlantern02", {"part": "zqlantern03", "port": 5432}], "empty": "", "nothing": null, "odd:key": "zqlantern04", "note_unencrypted": "words"}',
  ],
  dotenv: [
    'a.env',
    '# zqcomment01\nUSER=zqlantern01\nEMPTY=\n#zqcomment02\nodd.key=zqlantern02 # x\nNOTE_unencrypted=words\n',
  ],
  ini: [
    'a.ini',
    '; zqcomment01\nfirst = zqlantern01\n\n; zqcomment02\n[part]\n; zqcomment03\nuser = zqlantern02\nempty =\nodd.key = zqlantern03\nnote_unencrypted = words\n',
  ],
  binary: ['a.txt', 'zqlantern01 words\nzqlantern02\n'],
}

/** What decides about encryption, by the name of the folder. */
const selectors: readonly (readonly [name: string, ...args: string[]])[] = [
  ['default'],
  ['regex', '--encrypted-regex', '^(user|USER|list|first|part|second)$'],
  ['comment', '--unencrypted-comment-regex', 'zqcomment03'],
]

/** Small files of one store, as sops encrypts them with three selectors and to groups of keys. */
export const fuzzFiles = (folder: MatrixFolder, store: Store): readonly Whole[] => {
  const [name, plaintext] = small[store]
  const [one, two, three] = folder.recipients
  const chosen = store === 'binary' ? selectors.slice(0, 1) : selectors
  const encrypted = (path: string, ...args: readonly string[]): Whole => {
    folder.write(path, plaintext)
    folder.sops('encrypt', ...args, '--in-place', path)
    const text = folder.read(path)
    return { path, text, secrets: markersOf(plaintext).filter((marker) => !text.includes(marker)) }
  }
  folder.write(
    '.sops.yaml',
    `creation_rules:\n  - shamir_threshold: 2\n    key_groups:\n      - age: [${one}]\n      - age: [${two}]\n      - age: [${three}]\n`,
  )
  const inGroups = encrypted(`groups/${name}`)
  folder.write('.sops.yaml', '')
  return [
    ...chosen.map(([setting, ...args]) => encrypted(`secrets/${setting}/${name}`, '--age', one, ...args)),
    { ...inGroups, path: `secrets/groups/${name}` },
  ]
}

/** A `.sops.yaml` with everything that it can hold. */
export const fuzzConfigs = ([one, two, three]: readonly [string, string, string]): readonly Whole[] =>
  [
    `keys:\n  - &one ${one}\n  - &two ${two}\ncreation_rules:\n  - path_regex: ^secrets/[^/]+\\.ya?ml$\n    encrypted_regex: ^(data|stringData)$\n    key_groups:\n      - age:\n          - *one\n          - *two\n        pgp: [${'0123ABCD'.repeat(5)}]\n  - path_regex: (?i)\\.env$\n    age: >-\n      ${one},\n      ${three}\n    mac_only_encrypted: true\n  - age: ${one}\n`,
    `creation_rules:\n  - path_regex: ^secrets/\n    shamir_threshold: 2\n    key_groups:\n      - kms: [{arn: "arn:aws:kms:eu-west-1:000000000000:key/x", context: {a: b}}]\n        merge: [{age: [${one}]}]\n      - gcp_kms: [{resource_id: projects/x/locations/y/keyRings/z/cryptoKeys/k}]\n        azure_keyvault: [{vaultUrl: "https://x.vault.example", key: k, version: v}]\n      - hc_vault: ["https://vault.example/v1/sops/keys/k"]\n        hckms: [{key_id: "eu:x"}]\ndestination_rules:\n  - path_regex: ^x\n    s3_bucket: b\n    recreation_rule: {age: ${two}}\nstores:\n  yaml: {indent: 2}\n`,
  ].map((text) => ({ path: '.sops.yaml', text, secrets: [] }))
