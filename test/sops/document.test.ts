import { expect, test } from 'vitest'
import { readSopsFile } from '../../src/sops/document.ts'
import { encOf } from '../support/enc.ts'

const metadata = `sops:
    age:
        - recipient: age1example
          enc: |
            -----BEGIN AGE ENCRYPTED FILE-----
            -----END AGE ENCRYPTED FILE-----
    lastmodified: "2025-06-01T10:00:00Z"
    mac: ${encOf()}
    version: 3.11.0
`

const paths = async (path: string, text: string): Promise<unknown> =>
  (await readSopsFile(path, text))?.leaves.map((leaf) => [leaf.path.join('/'), leaf.encrypted !== undefined])

test('metadata and leaves are read, without the sops block', async () => {
  const text = `a: ${encOf()}\nb:\n    - c: plain\n    - ${encOf('int')}\n${metadata}`
  const file = await readSopsFile('x.yaml', text)
  expect(file?.store).toBe('yaml')
  expect(file?.metadata).toMatchObject({
    lastmodified: '2025-06-01T10:00:00Z',
    mac: encOf(),
    version: '3.11.0',
    macOnlyEncrypted: false,
    selectors: new Map(),
  })
  expect(
    file?.leaves.map(({ path, start, end, mustBeEncrypted }) => [path, text.slice(start, end), mustBeEncrypted]),
  ).toEqual([
    [['a'], encOf(), true],
    [['b', 'c'], 'plain', true],
    [['b'], encOf('int'), true],
  ])
})

test.each([
  ['a comment that names SOPS', '# SOPS uses ENC[AES256_GCM,data:…]\n# sops: mac: enc:\na: b\n'],
  ['a value that names SOPS', 'vault: https://sops:8200\nmac: 00-11\n'],
  ['a nested key', `app:\n  ${metadata.replaceAll('\n', '\n  ')}`],
  ['a configuration of SOPS', 'sops:\n  enabled: true\n  secrets: [{enc: none}]\n'],
  ['recipients without a wrapped key', 'sops:\n  age:\n    - recipient: age1example\n  mac: \n'],
  ['settings of a chart', 'sops:\n  mac: "00:1a:2b"\n  enc: aes\nimage: x\n'],
  ['a date alone', 'sops:\n  lastmodified: "2025-06-01T10:00:00Z"\n'],
  ['a key alone', 'sops:\n  age: [{recipient: age1example, enc: x}]\n'],
  ['a text under sops', 'sops: "mac: x"\n'],
])('%s is no metadata', async (_, text) => {
  expect(await readSopsFile('x.yaml', text)).toBeUndefined()
})

test('a JSON envelope is read whatever the file is called', async () => {
  const text = `{\n\t"data": "${encOf()}",\n\t"sops": {\n\t\t"mac": "${encOf()}"\n\t}\n}\n`
  for (const path of ['x.json', 'x.txt', 'x.yaml', 'secret']) {
    expect(await paths(path, text)).toEqual([['data', true]])
  }
})

test('YAML under a foreign name is read, prose and code that quote it are not', async () => {
  expect(await paths('x.yaml.enc', `a: ${encOf()}\n${metadata}`)).toEqual([['a', true]])
  expect(await readSopsFile('README.md', `# Title\n\nText: like: this\n\n${metadata}`)).toBeUndefined()
  expect(await readSopsFile('x.ts', `const x = {\n  sops: { mac: 1, enc: 2 },\n}\n`)).toBeUndefined()
})

test('later documents have their leaves listed; what pretends to be a sops block there too', async () => {
  const text = `a: ${encOf()}\n${metadata}---\nb: plain\n${metadata}---\nsops:\n  hidden: plain\n`
  expect(await paths('x.yaml', text)).toEqual([
    ['a', true],
    ['b', false],
    ['sops/hidden', false],
  ])
})

test('a file whose first document has no metadata is judged by the next', async () => {
  expect(await paths('x.yaml', `a: plain\n---\nb: ${encOf()}\n${metadata}`)).toEqual([
    ['a', false],
    ['b', true],
  ])
})

test('both twins of a duplicate key are leaves', async () => {
  expect(await paths('x.yaml', `a: plain\na: ${encOf()}\n${metadata}`)).toEqual([
    ['a', false],
    ['a', true],
  ])
  expect(await paths('x.json', `{"a": "plain", "a": "${encOf()}", "sops": {"mac": "${encOf()}"}}`)).toEqual([
    ['a', false],
    ['a', true],
  ])
})

test('an alias is a leaf with its name', async () => {
  const file = await readSopsFile('x.yaml', `a: &x ${encOf()}\nb: *x\n${metadata}`)
  expect(file?.leaves[1]).toMatchObject({ path: ['b'], value: 'x', alias: true })
})

test('a file that cannot be read in full says why', async () => {
  const conflict = `a: ${encOf()}\n<<<<<<< ours\nb: x\n=======\nb: y\n>>>>>>> theirs\n${metadata}`
  expect((await readSopsFile('x.yaml', conflict))?.problems.length).toBeGreaterThan(0)
  const deep = `a: ${'['.repeat(1000)}\nb: ${encOf()}\n${metadata}`
  expect((await readSopsFile('x.yaml', deep))?.problems).toHaveLength(1)
})

test('comments select the leaf below, beside and inside, and not its siblings', async () => {
  const body = `# encrypt: head
a: x
b: x
c: x # encrypt: side
d: x
e: # encrypt: subtree
    f: x
    g: x
h:
    # encrypt: inner head
    i: x
    j: x
k:
    - x # encrypt: item
    - x
`
  const file = await readSopsFile('x.yaml', `${body}${metadata}    encrypted_comment_regex: encrypt\n`)
  const selected = file?.leaves.filter((leaf) => leaf.mustBeEncrypted).map((leaf) => leaf.path.join('/'))
  expect(selected).toEqual(['a', 'c', 'e/f', 'e/g', 'h/i', 'k'])
})

test('a date and a wrapped key show metadata where the mac is damaged or gone', async () => {
  expect(await paths('x.yaml', `a: ${encOf()}\n${metadata.replace(/ {4}mac:.*\n/, '')}`)).toEqual([['a', true]])
  expect(await paths('x.yaml', `a: ${encOf()}\nsops:\n  mac: ${encOf().slice(0, -1)}\n`)).toEqual([['a', true]])
})
