import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ageArmorOf, stanzaOf, x25519 } from '../../support/age.ts'
import { encOf } from '../../support/enc.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder } from '../../support/sops.ts'
import { lineWith, rulesAndLines, said } from './said.ts'

const missing = 'sops-meta-missing-field'
const shape = 'sops-mac-shape'
const malformed = 'sops-enc-malformed'
const shamir = 'sops-shamir-file'
const stray = 'sops-block-comment'

/** What is done to a good file, and the line of the result that has to be named. */
type Mutation = readonly [name: string, find: RegExp, replacement: string, rule: string, line: RegExp]

const armor = / {12}-----BEGIN AGE[\s\S]*?-----END AGE ENCRYPTED FILE-----\n/
const indented = (text: string): string => text.replace(/^(?=.)/gm, ' '.repeat(12))
const recipients = /^ +age:\n[\s\S]*?(?=^ {4}lastmodified)/m
const entry = (type: string, fields: string): string =>
  `$&    ${type}:\n        - ${fields.trim().replaceAll('\n', '\n          ')}\n`
/** The nth line behind the first one of the armor. */
const below = (lines: number): RegExp => new RegExp(`(?<=BEGIN AGE.*\\n(?:.*\\n){${lines - 1}})^`, 'm')
const created = 'created_at: "2026-01-02T03:04:05Z"'

const yaml: readonly Mutation[] = [
  ['no mac', /^ +mac: .*\n/m, '', missing, /^sops:/m],
  ['an empty mac', /^( +mac:) .*/m, '$1 ""', missing, /^ +mac:/m],
  ['a mac of null', /^( +mac:) .*/m, '$1', missing, /^ +mac:/m],
  ['a mac that is a number', /^( +mac:) .*/m, '$1 5', missing, /^ +mac:/m],
  ['a mac that is a list', /^( +mac:) (.*)/m, '$1 [$2]', missing, /^ +mac:/m],
  ['a mac of another type', /^( +mac: .*type:)str/m, '$1int', shape, /^ +mac:/m],
  ['a mac with text behind it', /^( +mac: .*)/m, '$1x', shape, /^ +mac:/m],
  ['a mac cut short', /^( +mac: .*).{9}$/m, '$1', shape, /^ +mac:/m],
  ['the mac of another length', /^( +mac:) .*/m, `$1 ${encOf('str', 127)}`, shape, /^ +mac:/m],
  ['the plain text of a mac', /^( +mac:) .*/m, `$1 ${'0A'.repeat(64)}`, shape, /^ +mac:/m],
  ['no date', /^ +lastmodified: .*\n/m, '', missing, /^sops:/m],
  ['an empty date', /^( +lastmodified:) .*/m, '$1 ""', missing, /^ +lastmodified:/m],
  ['a date in words', /^( +lastmodified:) .*/m, '$1 yesterday', missing, /^ +lastmodified:/m],
  ['a date without a time', /^( +lastmodified:) .*/m, '$1 2026-01-02', missing, /^ +lastmodified:/m],
  ['a thirteenth month', /^( +lastmodified:) .*/m, '$1 "2025-13-02T03:04:05Z"', missing, /^ +lastmodified:/m],
  ['the 30th of February', /^( +lastmodified:) .*/m, '$1 "2025-02-30T03:04:05Z"', missing, /^ +lastmodified:/m],
  ['no version', /^ +version: .*\n/m, '', missing, /^sops:/m],
  ['an empty version', /^( +version:) .*/m, '$1 ""', missing, /^ +version:/m],
  ['a version in words', /^( +version:) .*/m, '$1 newest', missing, /^ +version:/m],
  [
    'two selectors',
    /^( +)version:/m,
    '$1encrypted_regex: .\n$1encrypted_suffix: d\n$1version:',
    missing,
    / encrypted_suffix/,
  ],
  ['no recipients', recipients, '', missing, /^sops:/m],
  ['an empty list of recipients', recipients, '    age: []\n', missing, /^sops:/m],
  ['metadata in a sentence', /^sops:[\s\S]*/m, 'sops: removed\n', missing, /^sops:/m],
  ['metadata in a list', /^sops:[\s\S]*/m, 'sops: []\n', missing, /^sops:/m],
  ['metadata without mac and key', /^sops:[\s\S]*/m, 'sops:\n    version: 3.11.0\n', missing, /^sops:/m],
  ['metadata cut away', /^sops:[\s\S]*/m, '', missing, /^a:/m],
  ['a key with no date', /^sops:\n/m, entry('kms', 'arn: x\nenc: AAAA'), missing, /arn: x/],
  [
    'a key with a broken date',
    /^sops:\n/m,
    entry('kms', 'arn: x\ncreated_at: 1455650096.0\nenc: AAAA'),
    missing,
    /created_at/,
  ],
  ['a key that is a word', /^( +age:\n)/m, '$1        - word\n', malformed, /- word/],
  ['a key without enc', /^( +- recipient: .*\n) +enc:[\s\S]*?(?=^ {4}lastm)/m, '$1', malformed, /- recipient/],
  ['an empty enc', armor, '', malformed, /enc: \|/],
  ['no first line of the armor', / +-----BEGIN AGE.*\n/, '', malformed, /^ {12}YWdl/m],
  ['no last line of the armor', / +-----END AGE.*\n/, '', malformed, /^ {12}\S+\n(?= {4}last)/m],
  ['a shorter line', /^( {12}YWdl.*).$/m, '$1', malformed, /^ {12}YWdl/m],
  ['a letter outside of base64', /^( {12}YWdl.*).$/m, '$1%', malformed, /^ {12}YWdl/m],
  ['another format', /^( {12})YWdl/m, '$1YWdk', malformed, /^ {12}YWdk/m],
  ['no line of base64', /^ {12}YWdl.*\n/m, '', malformed, below(1)],
  ['two recipients', armor, indented(ageArmorOf([x25519(), x25519()])), malformed, below(3)],
  ['a hidden ssh key', armor, indented(ageArmorOf([x25519(), stanzaOf('ssh-rsa AAAAAA', 256)])), malformed, below(3)],
  [
    'another kind of key',
    armor,
    indented(ageArmorOf([stanzaOf('scrypt AAAAAAAAAAAAAAAAAAAAAA 18')])),
    malformed,
    below(1),
  ],
  ['a share in place of a key', armor, indented(ageArmorOf([x25519()], 33)), malformed, below(4)],
  ['a payload cut short', armor, indented(ageArmorOf([x25519()], -1)), malformed, below(4)],
  [
    'a wrapped key of another size',
    armor,
    indented(ageArmorOf([stanzaOf(`X25519 ${'A'.repeat(43)}`, 31)])),
    malformed,
    below(1),
  ],
  ['an ssh recipient', /recipient: age1\S+/, 'recipient: ssh-ed25519 AAAA', malformed, /YWdl/],
  ['a post-quantum recipient', /recipient: age1/, 'recipient: age1pq1', malformed, /YWdl/],
  ['kms in another alphabet', /^sops:\n/m, entry('kms', `arn: x\n${created}\nenc: AA-_`), malformed, /AA-_/],
  [
    'kms with a missing letter',
    /^sops:\n/m,
    entry('gcp_kms', `resource_id: x\n${created}\nenc: AAA`),
    malformed,
    /enc: AAA$/m,
  ],
  ['azure with padding', /^sops:\n/m, entry('azure_kv', `vault_url: x\n${created}\nenc: AA==`), malformed, /AA==/],
  [
    'vault without a version',
    /^sops:\n/m,
    entry('hc_vault', `vault_address: x\n${created}\nenc: vault:AAAA`),
    malformed,
    /vault:AAAA/,
  ],
  ['a comment in the block', /^( +)mac:/m, '$1# see the wiki\n$1mac:', stray, /# see/],
  ['a comment beside a field', /^( +version: .*)/m, '$1 # bumped', stray, /# bumped/],
  ['an unknown field', /^( +)mac:/m, '$1note: something\n$1mac:', stray, /note:/],
  ['an unknown field of a recipient', /^( +)enc: /m, '$1name: somebody\n$1enc: ', stray, /name:/],
  ['a threshold over one group', /^sops:\n/m, '$&    shamir_threshold: 2\n', shamir, /shamir_threshold/],
  ['a threshold in words', /^sops:\n/m, '$&    shamir_threshold: two\n', shamir, /shamir_threshold/],
  [
    'groups beside recipients',
    /^sops:\n/m,
    '$&    key_groups:\n        - age: []\n',
    'sops-groups-ignored',
    /key_groups/,
  ],
  ['a date in the future', /^( +lastmodified:) .*/m, '$1 "2999-01-01T00:00:00Z"', 'sops-time', /lastmodified/],
  ['an ancient version', /^( +version:) .*/m, '$1 3.2.9', 'sops-version-old', /version/],
]

const flat: readonly (readonly [path: string, plaintext: string, ...mutations: Mutation[]])[] = [
  [
    'a.env',
    'A=one\nB=two\n',
    ['no mac', /^sops_mac=.*\n/m, '', missing, /^sops_/m],
    ['an empty mac', /^sops_mac=.*/m, 'sops_mac=', missing, /^sops_mac/m],
    ['a mac of another type', /^(sops_mac=.*)str/m, '$1int', shape, /^sops_mac/m],
    ['a date in words', /^(sops_lastmodified=).*/m, '$1never', missing, /^sops_lastmodified/m],
    ['no recipients', /^sops_age.*\n/gm, '', missing, /^sops_/m],
    ['metadata cut away', /^sops_.*\n/gm, '', missing, /^A=/m],
    ['almost all metadata cut away', /^sops_(?:age|mac|version).*\n/gm, '', missing, /^sops_/m],
    ['damaged armor', /(_enc=.{80})./, '$1%', malformed, /_enc=/],
    ['a comment', /^(sops_mac=)/m, '# why\n$1', stray, /# why/],
    ['an unknown field', /^(sops_mac=)/m, 'sops_note=x\n$1', stray, /sops_note/],
  ],
  [
    'a.ini',
    '[a]\nb = one\nc = two\n',
    ['no mac', /^mac +=.*\n/m, '', missing, /(?<=^\[sops\]\n)./m],
    ['a mac of another type', /^(mac +=.*)str/m, '$1int', shape, /^mac/m],
    ['a date in words', /^(lastmodified +=).*/m, '$1 never', missing, /^lastmodified/m],
    ['metadata cut away', /^\[sops\][\s\S]*/m, '', missing, /^b +=/m],
    ['damaged armor', /(_enc +=.{80})./, '$1%', malformed, /_enc +=/],
    ['an unknown field', /^(mac +=)/m, 'note = x\n$1', stray, /^note/m],
  ],
  [
    'a.json',
    '{"a": "one", "b": {"c": "two"}}',
    ['no mac', /^\s+"mac": .*\n/m, '\n', missing, /"sops"/],
    ['an empty mac', /"mac": ".*"/, '"mac": ""', missing, /"mac"/],
    ['a mac of another type', /("mac": ".*)str/, '$1int', shape, /"mac"/],
    ['a date in words', /"lastmodified": ".*"/, '"lastmodified": "never"', missing, /"lastmodified"/],
    ['metadata in a sentence', /"sops": \{[\s\S]*\}\n\}/, '"sops": "gone"}', missing, /"sops"/],
    ['metadata cut away', /,\s+"sops": \{[\s\S]*\}\n\}/, '}', missing, /"a"/],
    ['damaged armor', /("enc": ".{80})./, '$1%', malformed, /"enc"/],
    ['an unknown field', /"mac"/, '"note": "x", "mac"', stray, /"note"/],
  ],
  [
    'a.bin',
    'one\n',
    ['an empty mac', /"mac": ".*"/, '"mac": ""', missing, /"mac"/],
    ['metadata cut away', /,\s+"sops": \{[\s\S]*\}\n\}/, '}', missing, /"data"/],
  ],
]

describeWithSops('damaged metadata of a file of the real sops', () => {
  let folder: SopsFolder
  const files = new Map<string, string>()
  beforeAll(() => {
    folder = makeSopsFolder()
    files.set('a.yaml', folder.encrypt('a.yaml', 'a: one\nb:\n    c: two\n    d: three\n'))
    files.set('two.yaml', folder.encrypt('two.yaml', 'a: one\n---\nb: two\n'))
    for (const [path, plaintext] of flat) files.set(path, folder.encrypt(path, plaintext))
  })
  afterAll(() => folder.remove())

  const mutated = (path: string, find: RegExp, replacement: string): string => {
    const text = files.get(path) ?? ''
    const result = text.replace(find, replacement)
    expect(result, `${find} finds nothing`).not.toBe(text)
    return result
  }

  const named = (text: string, rule: string, line: RegExp): readonly [string, number][] => [
    [rule, lineWith(text, line)],
  ]

  describe('a.yaml', () => {
    test.each(yaml)('%s', async (_, find, replacement, rule, line) => {
      const text = mutated('a.yaml', find, replacement)
      const found = rulesAndLines(await said('a.yaml', text)).filter(([id]) => id !== 'sops-created-old')
      expect(found).toEqual(named(text, rule, line))
    })
  })

  for (const [path, , ...mutations] of flat)
    describe(path, () => {
      test.each(mutations)('%s', async (_, find, replacement, rule, line) => {
        const text = mutated(path, find, replacement)
        expect(rulesAndLines(await said(path, text))).toEqual(named(text, rule, line))
      })
    })

  test('a version that is empty in a file of the first SOPS is told', async () => {
    const text = mutated('a.yaml', /^( +lastmodified:) .*/m, '$1 "2016-03-16T23:31:22Z"').replace(
      /version: .*/,
      'version: ""',
    )
    expect(await said('a.yaml', text)).toMatchObject([{ rule: missing, severity: 'low' }])
  })

  test('a block of a second document that says something else is found', async () => {
    const text = mutated('two.yaml', /(?<head>---[\s\S]*version: )\S+/, '$<head>9.9.9')
    const line = text.slice(0, text.lastIndexOf('sops:')).split('\n').length
    expect(rulesAndLines(await said('two.yaml', text))).toEqual([['sops-block-unread', line]])
  })

  test('a first document without a block is found, and sops refuses the file', async () => {
    const text = mutated('two.yaml', /^sops:[\s\S]*?(?=^---)/m, '')
    expect(rulesAndLines(await said('two.yaml', text))).toEqual([['sops-block-unread', lineWith(text, /^sops:/m)]])
    folder.write('cut.yaml', text)
    expect(() => folder.sops('--decrypt', 'cut.yaml')).toThrow(/metadata not found/)
  })

  test('sops drops the block of a second document, and its absence is fine', async () => {
    const text = mutated('two.yaml', /(---[\s\S]*?)^sops:[\s\S]*/m, '$1')
    expect(await said('two.yaml', text)).toEqual([])
    folder.write('cut.yaml', text)
    expect(folder.sops('--decrypt', 'cut.yaml')).toContain('b: two')
  })
})
