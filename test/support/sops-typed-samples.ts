import { type SopsFolder, secondIdentity } from './sops.ts'
import { type SopsSample, sopsSamples } from './sops-samples.ts'

export type { SopsSample } from './sops-samples.ts'

const typed = `# a comment at the top
str: secret text
int: 42
big: 9007199254740993
negative: -7
float: 1.50
tiny: 0.0000001
huge: 1.5e30
yes: true
no: false
date: 2024-05-06
time: 2024-05-06T07:08:09.120Z
empty: ""
nothing: null
# above a map
map:
    # inside
    deep:
        deeper: text # beside
    list:
        - one
        - 2
        - three: 3
          four: [a, b]
emptymap: {}
emptylist: []
block: |
    line one
    line two
"quoted key: x": text
date_unencrypted: 2001-12-14
time_unencrypted: 2001-12-14T21:59:43.10-05:00
spaced_unencrypted: 2001-12-14 21:59:43.5
int_unencrypted: 12
octal_unencrypted: 0777
under_unencrypted: 1_000
hex_unencrypted: 0x1F
float_unencrypted: 1.5
exp_unencrypted: 1e3
small_unencrypted: 0.00000012
bool_unencrypted: True
null_unencrypted: ~
empty_unencrypted: ""
text_unencrypted: stays readable
quoted_unencrypted: "12"
list_unencrypted: [1, readable, false, 2.50]
`

const typedJson = JSON.stringify(
  {
    str: 'secret text',
    int: 42,
    float: 1.5,
    bool: true,
    none: null,
    empty: '',
    map: { deep: { deeper: 'text' }, list: ['one', 2, { three: 'ü' }] },
    int_unencrypted: 12,
    large_unencrypted: 123456789012,
    float_unencrypted: 0.25,
    bool_unencrypted: false,
    text_unencrypted: 'stays readable',
  },
  undefined,
  2,
)

const envText =
  '# comment\nA=one\nB="two"\nC=three # not a comment\nEMPTY=\nD_unencrypted=stays readable\nE_unencrypted=12\n'
const iniText = `top = value
; comment
[one]
a = first
b_unencrypted = stays readable
[two]
c = third
d = fourth
`

const documents = `a: one
password: two
---
b:
    - two
    - 3
c_unencrypted: readable
---
d: 2024-05-06
e_unencrypted: 12
`

type Recipe = readonly [name: string, path: string, plaintext: string, ...args: string[]]

const recipes: readonly Recipe[] = [
  ['typed YAML', 't/typed.yaml', typed],
  ['typed YAML, encrypted alone counted', 't/only.yaml', typed, '--mac-only-encrypted'],
  ['typed YAML, an encrypted suffix', 't/suffix.yaml', typed, '--encrypted-suffix', 'p'],
  ['typed YAML, an unencrypted suffix', 't/unsuffix.yaml', typed, '--unencrypted-suffix', 'list'],
  ['typed YAML, an expression', 't/regex.yaml', typed, '--encrypted-regex', '^(map|str|date)$'],
  ['typed YAML, an expression that spares', 't/unregex.yaml', typed, '--unencrypted-regex', '^(map|big|huge)$'],
  [
    'typed YAML, an expression, encrypted alone counted',
    't/both.yaml',
    typed,
    '--mac-only-encrypted',
    '--encrypted-regex',
    'map',
  ],
  ['typed YAML, comments that select', 't/select.yaml', typed, '--encrypted-comment-regex', 'above'],
  ['typed YAML, comments that spare', 't/spare.yaml', typed, '--unencrypted-comment-regex', 'inside'],
  ['typed documents', 't/documents.yaml', documents],
  ['typed JSON', 't/typed.json', typedJson],
  ['typed JSON, encrypted alone counted', 't/only.json', typedJson, '--mac-only-encrypted'],
  ['typed JSON, an expression', 't/regex.json', typedJson, '--encrypted-regex', 'map'],
  ['typed dotenv', 't/typed.env', envText],
  ['typed dotenv, encrypted alone counted', 't/only.env', envText, '--mac-only-encrypted'],
  ['typed INI', 't/typed.ini', iniText],
  ['typed INI, encrypted alone counted', 't/only.ini', iniText, '--mac-only-encrypted'],
  ['binary', 't/typed.bin', 'line one\nline two\n'],
]

const grouped = (folder: SopsFolder, name: string, threshold: number, recipients: readonly string[]): SopsSample => {
  const path = `t/${name}.yaml`
  folder.write(path, typed)
  const groups = recipients.map((recipient) => `      - age: [${recipient}]\n`).join('')
  folder.write('.sops.yaml', `creation_rules:\n  - shamir_threshold: ${threshold}\n    key_groups:\n${groups}`)
  folder.sops('--encrypt', '--in-place', path)
  return { name, path, text: folder.read(path) }
}

/** Every store, every type of value, each kind of selector, and groups of which two are needed, all openable. */
export const typedSamples = (folder: SopsFolder): readonly SopsSample[] => {
  const [own, second, stranger] = [folder.recipient, secondIdentity(folder), secondIdentity(folder, 'stranger.txt')]
  const typedOnes = recipes.map(([name, path, plaintext, ...args]) => ({
    name,
    path,
    text: folder.encrypt(path, plaintext, ...args),
  }))
  const shared = folder.encrypt('t/shared.yaml', typed, '--age', `${stranger},${own}`)
  return [
    ...sopsSamples(folder, second),
    ...typedOnes,
    { name: 'two recipients', path: 't/shared.yaml', text: shared },
    grouped(folder, 'two of three groups', 2, [own, stranger, second]),
  ]
}
