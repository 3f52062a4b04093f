import type { SopsFolder } from './sops.ts'

/** One file as sops wrote it, or as an older sops would have. */
export interface SopsSample {
  readonly name: string
  readonly path: string
  readonly text: string
}

type Recipe = readonly [name: string, path: string, plaintext: string, ...args: string[]]

const nested = `# a comment at the top
hello: Welcome to SOPS
example_key: example_value
example_array:
    - example_value1
    - # inside
      deeper: example_value2
example_number: 1234.56789
example_booleans: [true, false]
example_text_unencrypted: stays readable
empty: ""
nothing: null
database:
    user: somebody
    password: in a nested map # beside
    port: 5432
`

const manifest = `apiVersion: v1
kind: Secret
metadata:
    name: app
type: Opaque
stringData:
    password: plain at first
    url: https://app.example
`

const documents = `a: one
---
b:
    - two
    - three
---
c: four
`

const json = JSON.stringify(
  { users: [{ name: 'a', token: 'b' }], count: 3, ratio: 0.5, on: true, none: null, empty: '', note_unencrypted: 'x' },
  undefined,
  2,
)
const dotenv = '# comment\nDB_USER=somebody\nDB_PASSWORD=text\nEMPTY=\nURL=https://app.example?a=b\n'
const ini = '; comment\n[database]\nuser = somebody\npassword = text\n\n[other_unencrypted]\nkey = readable\n'
const cert = 'line one\nline two\n\ttabbed: {"a": 1}\n'

/** What upstream's own samples cover: the five stores, selectors, comments, lists, documents, key groups. */
const recipes: readonly Recipe[] = [
  ['nested YAML', 'example.yaml', nested],
  ['a list of documents', 'documents.yaml', documents],
  ['comments in YAML', 'comments.enc.yaml', '# one\na: x # two\n# three\nlist:\n    # four\n    - y\n'],
  ['a Kubernetes Secret', 'app.sops.yaml', manifest, '--encrypted-regex', '^(data|stringData)$'],
  ['an Ansible file', 'vars.sops.yml', nested, '--unencrypted-regex', '^(hello|database)$'],
  ['a suffix of its own', 'suffix.yaml', nested, '--unencrypted-suffix', '_array'],
  ['an encrypted suffix', 'chosen.yaml', nested, '--encrypted-suffix', 'word'],
  ['a mac of encrypted values only', 'mac.yaml', nested, '--mac-only-encrypted', '--encrypted-regex', 'pass'],
  ['comments that select', 'selected.yaml', nested, '--encrypted-comment-regex', 'beside'],
  ['comments that spare', 'spared.yaml', nested, '--unencrypted-comment-regex', 'inside'],
  ['nested JSON', 'example.json', json],
  ['JSON with a selector', 'static.json', json, '--encrypted-regex', '^token$'],
  ['dotenv', 'app.env', dotenv],
  ['dotenv with a selector', 'chosen.env', dotenv, '--encrypted-regex', 'PASSWORD'],
  ['INI', 'app.ini', ini],
  ['INI with a selector', 'chosen.ini', ini, '--encrypted-regex', '^password$'],
  ['binary', 'note.txt', cert],
  ['binary with no suffix', 'vars/password/secret', cert],
  ['binary by name only', 'config.toml', 'a = "b"\n'],
  ['binary of dotenv', 'env.production', dotenv],
]

/** Fields that every sops before 3.10 wrote, and an OpenPGP recipient as gpg's armor looks. */
const oldFields = (): string => {
  const armor = Buffer.alloc(192, 0xa5)
    .toString('base64')
    .replace(/.{64}/g, (line) => `            ${line}\n`)
  return `    kms: []
    gcp_kms: []
    azure_kv: []
    hc_vault: []
    pgp:
        - created_at: "2020-01-02T03:04:05Z"
          enc: |
            -----BEGIN PGP MESSAGE-----

${armor}            =AbCd
            -----END PGP MESSAGE-----
          fp: ${'0123ABCD'.repeat(5)}
    attention: This section contains key material that should only be modified with extra care.
`
}

/** Encrypts every sample with the real sops. */
export const sopsSamples = (folder: SopsFolder, other: string): readonly SopsSample[] => {
  const samples = recipes.map(([name, path, plaintext, ...args]) => ({
    name,
    path,
    text: folder.encrypt(path, plaintext, ...args),
  }))
  const first = folder.encrypt('old.yaml', nested)
  folder.write('groups.yaml', nested)
  folder.write(
    '.sops.yaml',
    `creation_rules:\n  - shamir_threshold: 2\n    key_groups:\n      - age: [${folder.recipient}]\n      - age: [${other}]\n`,
  )
  folder.sops('--encrypt', '--in-place', 'groups.yaml')
  return [
    ...samples,
    {
      name: 'the metadata of an older sops',
      path: 'old.yaml',
      text: first.replace(/^sops:\n/m, `sops:\n${oldFields()}`),
    },
    { name: 'key groups', path: 'groups.yaml', text: folder.read('groups.yaml') },
  ]
}
