import type { Store } from '../../../src/sops/sniff.ts'
import { atLeast, fileOf, type MatrixFile, type Sample, samplesFor } from './files.ts'
import type { MatrixFolder } from './folder.ts'

type Change = (folder: MatrixFolder, path: string, store: Store) => void

/** Where a value stands that each store's sample has, as `sops set` names it. */
const places: Readonly<Record<Store, string>> = {
  yaml: '["database_enc"]["user"]',
  json: '["database_enc"]["user"]',
  dotenv: '["PASSWORD_enc"]',
  ini: '["database_enc"]["user"]',
  binary: '["data"]',
}

/** What people do to an encrypted file; each is done to the outcome of the one before it. */
const changes: readonly [name: string, Change, since?: string][] = [
  ['set', (folder, path, store) => folder.sops('set', path, places[store], '"zqchanged01"')],
  [
    'set a new key',
    (folder, path, store) =>
      folder.sops('set', path, `${places[store].replace(/\["\w+"\]$/, '')}["added"]`, '"zqchanged02"'),
  ],
  [
    'unset',
    (folder, path, store) => folder.sops('unset', path, `${places[store].replace(/\["\w+"\]$/, '')}["added"]`),
    '3.10.0',
  ],
  ['rotate', (folder, path) => folder.sops('rotate', '--in-place', path)],
  ['edit', (folder, path) => folder.edit(path, 'sed -i "s/zq[a-z]*/zqedited/" "$1"\n')],
]

/** Every store after `set`, `unset`, `rotate`, `edit` and, last, `updatekeys` to a rule with one recipient more. */
export const changedFiles = (folder: MatrixFolder): readonly MatrixFile[] => {
  const [one, two] = folder.recipients
  const rule = (keys: string): string => `creation_rules:\n  - path_regex: ^secrets/changed/\n    age: ${keys}\n`
  folder.write('.sops.yaml', rule(one))
  const samples = samplesFor(folder.version)
  const files = samples.flatMap((sample) => changedFile(folder, sample))
  folder.write('.sops.yaml', rule(`${one},${two}`))
  const last = samples.map(({ path }) => `secrets/changed/${path}`)
  folder.sops('updatekeys', '--yes', ...last)
  return [...files, ...samples.map((sample) => after(folder, sample, 'updatekeys'))]
}

const changedFile = (folder: MatrixFolder, sample: Sample): readonly MatrixFile[] => {
  const path = `secrets/changed/${sample.path}`
  folder.write(path, sample.plaintext)
  folder.sops('encrypt', '--in-place', path)
  const files: MatrixFile[] = []
  for (const [name, change, since] of changes) {
    if (since !== undefined && !atLeast(folder.version, since)) continue
    if (sample.store === 'binary' && name.endsWith('set a new key')) continue
    if (sample.store === 'binary' && name === 'unset') continue
    change(folder, path, sample.store)
    files.push(after(folder, sample, name))
  }
  return files
}

const after = (folder: MatrixFolder, { path, store, plaintext }: Sample, name: string): MatrixFile =>
  fileOf(folder, { name: `${path}, ${name}`, store, setting: 'changed', path: `secrets/changed/${path}` }, plaintext)

const indents = ['2', '8']

/** What comes of other line ends and indents, of the shortest and of the emptiest files. */
export const oddFiles = (folder: MatrixFolder): readonly MatrixFile[] => {
  folder.write('.sops.yaml', `creation_rules:\n  - path_regex: ^secrets/odd/\n    age: ${folder.recipients[0]}\n`)
  const samples = samplesFor(folder.version)
  const crlf = samples.map((sample) => odd(folder, sample, 'crlf', withCrlf(sample)))
  const indented = samples
    .filter(({ store }) => store === 'yaml' || store === 'json')
    .flatMap((sample) => indents.map((indent) => odd(folder, sample, `indent-${indent}`, sample.plaintext, indent)))
  return [...crlf, ...indented, ...edgeFiles(folder)]
}

/** A line of nothing but a carriage return is none that sops takes for dotenv. */
const withCrlf = ({ store, plaintext }: Sample): string =>
  (store === 'dotenv' ? plaintext.replaceAll('\n\n', '\n') : plaintext).replaceAll('\n', '\r\n')

const edges: readonly Sample[] = [
  { store: 'yaml', path: 'empty-values.yaml', plaintext: 'a: ""\nb: null\nc: {}\nd: []\n' },
  { store: 'yaml', path: 'empty-map.yaml', plaintext: '{}\n' },
  {
    store: 'yaml',
    path: 'comment-only.yaml',
    plaintext: '# zqcomment01\na: zqlantern01\n# zqcomment02\n\n# zqcomment03\n',
  },
  {
    store: 'yaml',
    path: 'anchors.yaml',
    plaintext: 'a: &x zqlantern01\nb: *x\nc: &m {d: zqlantern02}\ne: *m\nf:\n  <<: *m\n',
  },
  { store: 'yaml', path: 'tags.yaml', plaintext: 'a: !own zqlantern01\nb: !!str 12\nc: !!binary enFsYW50ZXJu\n' },
  { store: 'yaml', path: 'json-in.yaml', plaintext: '{"a": "zqlantern01", "b": [1, {"c": null}]}\n' },
  { store: 'yaml', path: 'no-newline.yaml', plaintext: 'a: zqlantern01' },
  { store: 'yaml', path: 'start-mark.yaml', plaintext: '---\n# zqcomment01\na: zqlantern01\n...\n' },
  { store: 'yaml', path: 'long.yaml', plaintext: `a: zqlantern01 ${'words '.repeat(2000)}\n` },
  { store: 'json', path: 'empty.json', plaintext: '{}' },
  { store: 'json', path: 'one-line.json', plaintext: '{"a":"zqlantern01","b":["zqlantern02"]}' },
  { store: 'dotenv', path: '.env', plaintext: 'A=zqlantern01' },
  { store: 'dotenv', path: 'empty-values.env', plaintext: 'A=\n#\n' },
  { store: 'ini', path: 'no-section.ini', plaintext: 'a = zqlantern01\n' },
  {
    store: 'ini',
    path: 'repeated.ini',
    plaintext: '[a]\nb = zqlantern01\n[c]\nd = zqlantern02\n[a]\ne = zqlantern03\n',
  },
  { store: 'binary', path: '.env.production', plaintext: 'A=zqlantern01\n' },
  { store: 'binary', path: 'no-suffix', plaintext: 'zqlantern01' },
  { store: 'binary', path: 'module.py', plaintext: 'A = "zqlantern01"\n' },
]

const edgeFiles = (folder: MatrixFolder): readonly MatrixFile[] =>
  edges.map((sample) => odd(folder, sample, 'edge', sample.plaintext))

const odd = (folder: MatrixFolder, sample: Sample, name: string, plaintext: string, indent?: string): MatrixFile => {
  const path = `secrets/odd/${name}/${sample.path}`
  folder.write(path, plaintext)
  folder.sops('encrypt', ...(indent === undefined ? [] : ['--indent', indent]), '--in-place', path)
  return fileOf(folder, { name: `${sample.path}, ${name}`, store: sample.store, setting: 'odd', path }, plaintext)
}
