import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { describeWithSops, makeSopsFolder, type SopsFolder } from '../../support/sops.ts'
import { type Rebuilt, rebuilt } from './rebuilt.ts'

const manifest = `apiVersion: v1
kind: Secret
metadata:
    name: app
    namespace: default
stringData:
    password: correct horse battery staple
    url: https://app.example
    user: somebody
    pin: 4711
`
const settings = `# a comment
database:
    user: somebody
    password: in a nested map
    hosts: [one, two, three]
token: another text
`

/** What each verb says: before the commit, of the commit, of the tree, and of every version. */
interface Expected {
  readonly staged: readonly string[]
  readonly ci?: readonly string[]
  readonly audit?: readonly string[]
  readonly history?: readonly string[]
}

interface Case {
  readonly name: string
  /** Leads to what is staged; commits everything before it. */
  readonly build: (repository: Rebuilt, texts: Texts, folder: SopsFolder) => void
  readonly expected: Expected
}

interface Texts {
  readonly manifest: string
  readonly macOnly: string
  readonly settings: string
  /** With a second recipient. */
  readonly shared: string
  readonly other: string
}

const silent: Expected = { staged: [] }
const always = (...places: string[]): Expected => ({ staged: places })

/** A repository that holds a file as SOPS wrote it. */
const withFile = (repository: Rebuilt, path: string, text: string): void => {
  repository.stage(path, text)
  repository.stage('README.md', 'some text\n')
  repository.commit('add', new Date())
}

const lineOf = (text: string, wanted: RegExp): number => text.slice(0, text.search(wanted)).split('\n').length

const cases = (texts: Texts): readonly Case[] => {
  const at = (wanted: RegExp, text = texts.manifest): number => lineOf(text, wanted)
  const broken = (line: number, path = 'app.sops.yaml'): string => `mac-broken ${path}:${line}`
  const damaged = (line: number, path = 'app.sops.yaml'): string => `ciphertext-corrupted ${path}:${line}`
  return [
    {
      name: 'a plain leaf changed by hand',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', 'namespace: default', 'namespace: other')
      },
      expected: always(broken(at(/namespace/))),
    },
    {
      name: 'a plain leaf changed by hand that the MAC does not cover',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.macOnly)
        repository.edit('app.sops.yaml', 'namespace: default', 'namespace: other')
      },
      expected: silent,
    },
    {
      name: 'an encrypted leaf replaced by one of another file',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        const [foreign = ''] = /ENC\[.*type:str\]/.exec(texts.settings) ?? []
        repository.edit('app.sops.yaml', /password: ENC.*/, `password: ${foreign}`)
      },
      expected: always(broken(at(/ password/))),
    },
    {
      name: 'keys deleted by hand',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', /( +url: .*\n)( +user: .*\n)/, '')
      },
      expected: always(broken(0)),
    },
    {
      name: 'the key of an encrypted leaf renamed by hand',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', 'password: ENC', 'passphrase: ENC')
      },
      expected: always(broken(at(/password: ENC/))),
    },
    {
      name: 'an encrypted leaf moved under another map by hand',
      build: (repository) => {
        withFile(repository, 'settings.yaml', texts.settings)
        repository.edit('settings.yaml', /^database:/m, 'databases:')
      },
      expected: always(broken(at(/user: ENC/, texts.settings), 'settings.yaml')),
    },
    {
      name: 'values in another order',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', /( +url: .*\n)( +user: .*\n)/, '$2$1')
      },
      expected: always(broken(0)),
    },
    {
      name: 'items of a list in another order',
      build: (repository) => {
        withFile(repository, 'settings.yaml', texts.settings)
        repository.edit('settings.yaml', /( +- ENC.*\n)( +- ENC.*\n)/, '$2$1')
      },
      expected: always(broken(at(/ - ENC/, texts.settings), 'settings.yaml')),
    },
    {
      name: 'a spell checker in the ciphertext',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        const password = /password: ENC\[AES256_GCM,data:(....)/.exec(texts.manifest)?.[1] ?? ''
        repository.edit('app.sops.yaml', `data:${password}`, password === 'agre' ? 'data:Agre' : 'data:agre')
      },
      expected: always(damaged(at(/ password/))),
    },
    {
      name: 'a spell checker that drops a letter of the ciphertext',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', /(password: ENC\[AES256_GCM,data:...)./, '$1')
      },
      expected: always(damaged(at(/ password/))),
    },
    {
      name: 'a spell checker in the mac',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        const mac = /mac: ENC\[AES256_GCM,data:(....)/.exec(texts.manifest)?.[1] ?? ''
        repository.edit(
          'app.sops.yaml',
          `mac: ENC[AES256_GCM,data:${mac}`,
          `mac: ENC[AES256_GCM,data:${mac === 'away' ? 'Away' : 'away'}`,
        )
      },
      expected: always(broken(at(/ mac:/))),
    },
    {
      name: 'lastmodified changed by hand',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', /lastmodified: "\d{4}/, 'lastmodified: "2025')
      },
      expected: always(broken(at(/lastmodified/))),
    },
    {
      name: 'mac_only_encrypted removed by hand',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.macOnly)
        repository.edit('app.sops.yaml', / +mac_only_encrypted: .*\n/, '')
      },
      expected: always(broken(0)),
    },
    {
      name: 'mac_only_encrypted set by hand',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', /^( +)version: /m, '$1mac_only_encrypted: true\n$1version: ')
      },
      expected: always(broken(at(/ version: /))),
    },
    {
      name: 'a mac taken from another version, with its time left',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        const [foreign = ''] = /mac: ENC.*/.exec(texts.settings) ?? []
        repository.edit('app.sops.yaml', /mac: ENC.*/, foreign)
      },
      expected: always(broken(0)),
    },
    {
      name: 'a merge that takes the mac of one side and the values of the other',
      build: (repository) => {
        withFile(repository, 'settings.yaml', texts.settings)
        repository.git('checkout', '-q', '-b', 'side')
        repository.sops('settings.yaml', 'set', 'FILE', '["token"]', '"of the side"')
        repository.commit('side')
        const theirs = repository.read('settings.yaml')
        repository.git('checkout', '-q', 'main')
        repository.sops('settings.yaml', 'set', 'FILE', '["database"]["user"]', '"of main"')
        repository.commit('main')
        repository.git('merge', '-q', '--no-commit', '-s', 'ours', 'side')
        const [token = ''] = /^token: .*/m.exec(theirs) ?? []
        repository.edit('settings.yaml', /^token: .*/m, token)
      },
      expected: always(broken(at(/^token/m, texts.settings), 'settings.yaml')),
    },
    {
      name: 'a merge that takes one side whole',
      build: (repository) => {
        withFile(repository, 'settings.yaml', texts.settings)
        repository.git('checkout', '-q', '-b', 'side')
        repository.sops('settings.yaml', 'set', 'FILE', '["token"]', '"of the side"')
        repository.commit('side')
        const theirs = repository.read('settings.yaml')
        repository.git('checkout', '-q', 'main')
        repository.sops('settings.yaml', 'set', 'FILE', '["database"]["user"]', '"of main"')
        repository.commit('main')
        repository.git('merge', '-q', '--no-commit', '-s', 'ours', 'side')
        repository.stage('settings.yaml', theirs)
      },
      expected: silent,
    },
    {
      name: 'fifteen files moved and edited in one commit',
      build: (repository) => {
        for (let index = 0; index < 15; index++)
          repository.stage(`old/${index}/app.sops.yaml`, `${texts.manifest}# ${index}\n`)
        repository.commit('add')
        for (let index = 0; index < 15; index++) {
          repository.git('rm', '-q', `old/${index}/app.sops.yaml`)
          const text = texts.manifest.replace('namespace: default', 'namespace: other')
          repository.stage(`new/${index}/secret.sops.yaml`, `${text}# ${index}\n`)
        }
      },
      expected: always(
        ...Array.from({ length: 15 }, (_, index) => broken(at(/namespace/), `new/${index}/secret.sops.yaml`)).sort(),
      ),
    },
    {
      name: 'a file moved as it is',
      build: (repository) => {
        withFile(repository, 'old.yaml', texts.manifest)
        repository.git('mv', 'old.yaml', 'new.yaml')
      },
      expected: silent,
    },
    {
      name: 'a copied file that was edited then',
      build: (repository) => {
        withFile(repository, 'old.yaml', texts.manifest)
        repository.stage('new.yaml', texts.manifest.replace('namespace: default', 'namespace: other'))
      },
      expected: always(broken(at(/namespace/), 'new.yaml')),
    },
    {
      name: 'a copied file',
      build: (repository) => {
        withFile(repository, 'old.yaml', texts.manifest)
        repository.stage('new.yaml', texts.manifest)
      },
      expected: silent,
    },
    {
      name: 'a new file',
      build: (repository) => {
        withFile(repository, 'old.yaml', texts.manifest)
        repository.stage('new.yaml', texts.settings)
      },
      expected: silent,
    },
    {
      name: 'a revert to the good state',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', 'namespace: default', 'namespace: other')
        repository.commit('break')
        repository.stage('app.sops.yaml', texts.manifest)
      },
      expected: { staged: [], history: [broken(at(/namespace/))] },
    },
    {
      name: 'a revert to the good state under comments of its own',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', 'namespace: default', 'namespace: other')
        repository.commit('break')
        repository.stage('app.sops.yaml', `# back again\n${texts.manifest}`)
      },
      expected: { staged: [], history: [broken(at(/namespace/))] },
    },
    {
      name: 'a repair by SOPS',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', / +url: .*\n/, '')
        repository.commit('break')
        repository.stage('app.sops.yaml', texts.manifest)
        repository.sops('app.sops.yaml', 'unset', 'FILE', '["stringData"]["url"]')
      },
      expected: { staged: [], history: [broken(0)] },
    },
    {
      name: 'comments, indentation and quotes',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        const reformatted = texts.manifest
          .replace(/^ +/gm, ({ length }) => ' '.repeat(length < 10 ? length / 2 : length - 4))
          .replace('namespace: default', "namespace: 'default' # where it runs")
          .replace('kind: Secret', '# a word\n\nkind: "Secret"')
        repository.stage('app.sops.yaml', reformatted)
      },
      expected: silent,
    },
    {
      name: 'a recipient added with updatekeys',
      build: (repository, _, folder) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        folder.write('.sops.yaml', `creation_rules:\n  - age: ${folder.recipient},${texts.other}\n`)
        repository.sops('app.sops.yaml', 'updatekeys', '--yes', 'FILE')
      },
      expected: silent,
    },
    {
      name: 'a recipient removed with updatekeys',
      build: (repository, _, folder) => {
        withFile(repository, 'app.sops.yaml', texts.shared)
        folder.write('.sops.yaml', `creation_rules:\n  - age: ${folder.recipient}\n`)
        repository.sops('app.sops.yaml', 'updatekeys', '--yes', 'FILE')
      },
      expected: always('removed-without-rotation app.sops.yaml:0'),
    },
    {
      name: 'a recipient removed with rotate',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.shared)
        repository.sops('app.sops.yaml', 'rotate', '--rm-age', texts.other, '--in-place', 'FILE')
      },
      expected: silent,
    },
    {
      name: 'a value set',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.sops('app.sops.yaml', 'set', 'FILE', '["stringData"]["user"]', '"else"')
      },
      expected: silent,
    },
    {
      name: 'a value unset',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.sops('app.sops.yaml', 'unset', 'FILE', '["stringData"]["user"]')
      },
      expected: silent,
    },
    {
      name: 'a selector changed by hand that chooses other values',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', /encrypted_regex: .*/, 'encrypted_regex: ^(data|metadata)$')
      },
      expected: always(broken(at(/encrypted_regex/))),
    },
    {
      name: 'a selector changed by hand that chooses the same values',
      build: (repository) => {
        withFile(repository, 'app.sops.yaml', texts.manifest)
        repository.edit('app.sops.yaml', /encrypted_regex: .*/, 'encrypted_regex: ^stringData$')
      },
      expected: always(broken(at(/encrypted_regex/))),
    },
  ]
}

const empty: Texts = { manifest: '', macOnly: '', settings: '', shared: '', other: '' }

describeWithSops('what history proves', () => {
  let folder: SopsFolder
  let texts: Texts = empty
  let repository: Rebuilt
  beforeAll(() => {
    folder = makeSopsFolder()
    const stranger = makeSopsFolder()
    const other = stranger.recipient
    stranger.remove()
    const chosen = ['--encrypted-regex', '^(data|stringData)$']
    texts = {
      manifest: folder.encrypt('manifest.yaml', manifest, ...chosen),
      macOnly: folder.encrypt('manifest.yaml', manifest, ...chosen, '--mac-only-encrypted'),
      settings: folder.encrypt('settings.yaml', settings),
      shared: folder.encrypt('shared.yaml', manifest, '--age', `${folder.recipient},${other}`),
      other,
    }
  })
  afterAll(() => folder.remove())
  afterEach(() => repository.remove())

  describe.each(cases(empty).map(({ name }, index) => ({ name, index })))('$name', ({ index }) => {
    test('is told, or not, by every verb', async () => {
      const { build, expected } = cases(texts)[index] ?? { build: () => {}, expected: silent }
      repository = rebuilt(folder)
      build(repository, texts, folder)
      const { staged, ci = staged, audit = ci, history = [] } = expected
      expect(await repository.found('staged'), 'staged').toEqual(staged)
      const base = repository.git('rev-parse', 'HEAD').trim()
      repository.commit('change')
      expect(await repository.found('ci', '--base', base), 'ci').toEqual(ci)
      expect(await repository.found('audit'), 'audit').toEqual(audit)
      expect(await repository.found('audit', '--history'), 'audit --history').toEqual(
        [...audit, ...(history.length > 0 ? history : audit)].sort(),
      )
    })
  })
})
