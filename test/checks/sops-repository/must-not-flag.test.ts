import { expect, test } from 'vitest'
import { kubernetesRules } from '../../../src/checks/kubernetes/index.ts'
import { sopsRepositoryRules } from '../../../src/checks/sops-repository/index.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

const metadata = `sops:\n  mac: ${encOf()}\n`
const anyFile = { '.sops.yaml': 'creation_rules:\n  - age: age1example\n' }
const secretFiles = { '.sops.yaml': "creation_rules:\n  - path_regex: '.*secret.*'\n" }

const manifest = (value: string): string =>
  `---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  token: ${value}\n`

type Files = Readonly<Record<string, string>>

/** Files as they stand in repositories that use SOPS, by what is right about them. */
const cases: readonly (readonly [what: string, path: string, files: Files])[] = [
  [
    'a sample beside its encrypted version',
    'res/comments.yaml',
    {
      ...anyFile,
      'res/comments.yaml': '# first comment\nlorem: ipsum\n# this-is-a-comment\ndolor: sit\n',
      'res/comments.enc.yaml': `#${encOf('comment')}\nlorem: ${encOf()}\ndolor: ${encOf()}\n${metadata}`,
    },
  ],
  [
    'a sample under a rule for every file',
    'res/comments_list.yaml',
    {
      ...anyFile,
      'res/comments_list.yaml': 'list:\n  - a # one\n  # two\n  - b\n',
    },
  ],
  ['a list under a rule for every file', 'res/plainfile.yaml', { ...anyFile, 'res/plainfile.yaml': '- 1: a\n' }],
  ['the configuration itself', '.sops.yaml', { '.sops.yaml': 'creation_rules:\n  - path_regex: sops\n' }],
  [
    'a directive above an encrypted Secret',
    'a/secret.sops.yaml',
    {
      ...secretFiles,
      'a/secret.sops.yaml': `# yamllint disable\n${manifest(encOf()).slice(4)}${metadata}  encrypted_regex: ^(data|stringData)$\n`,
    },
  ],
  [
    'an empty value in an encrypted Secret',
    'a/secret.sops.yaml',
    {
      ...secretFiles,
      'a/secret.sops.yaml': `${manifest(encOf()).slice(4)}  smtp-password: ""\n${metadata}  encrypted_regex: ^(data|stringData)$\n`,
    },
  ],
  [
    'a Secret of references to 1Password',
    'bootstrap/kustomize/secret.yaml',
    {
      'bootstrap/kustomize/secret.yaml': manifest('op://Kubernetes/item/TOKEN'),
    },
  ],
  [
    'a template beside an encrypted file',
    'template/config/secret.sops.yaml.j2',
    {
      ...secretFiles,
      'template/config/secret.sops.yaml.j2': manifest('"#{ bootstrap_token }#"'),
      'template/config/secret.sops.yaml': `${manifest(encOf()).slice(4)}${metadata}`,
    },
  ],
  [
    'a template of a test',
    '.github/tests/sops-secret.yaml.tmpl',
    {
      ...secretFiles,
      '.github/tests/sops-secret.yaml.tmpl': manifest('<placeholder>'),
    },
  ],
  [
    'documentation with a heading of equal signs',
    'docs/howto/secrets.md',
    {
      ...secretFiles,
      'docs/howto/secrets.md': `Secrets\n=======\n\n<<<<<<< HEAD\n    a: ${encOf()}\n`,
    },
  ],
  [
    'a Secret of a chart',
    'helm-charts/app/templates/secret.yaml',
    {
      ...secretFiles,
      'helm-charts/app/templates/secret.yaml': manifest('{{ .Values.token | quote }}'),
    },
  ],
  [
    'settings beside encrypted ones',
    'config/values.yaml',
    {
      'config/values.yaml': 'replicas: 2\nimage: a\nport: 80\ntoken: ""\ndb:\n  host: a\n  password: ""\n',
      'config/values.enc.yaml': `token: ${encOf()}\ndb:\n  password: ${encOf()}\n${metadata}`,
    },
  ],
  [
    'an example beside an encrypted file',
    'secrets.example.yaml',
    {
      'secrets.example.yaml': 'token: abc\npassword: def\n',
      'secrets.example.enc.yaml': `token: ${encOf()}\npassword: ${encOf()}\n${metadata}`,
      'secrets.yaml': `token: ${encOf()}\npassword: ${encOf()}\n${metadata}`,
    },
  ],
  [
    'placeholders beside an encrypted file',
    'app.yaml',
    {
      'app.yaml': 'token: changeme\npassword: <password>\n',
      'app.sops.yaml': `token: ${encOf()}\npassword: ${encOf()}\n${metadata}`,
    },
  ],
  [
    'a backup of an encrypted file',
    'app.yaml.bak',
    {
      'app.yaml.bak': `token: ${encOf()}\n${metadata}`,
      'app.yaml': `token: ${encOf()}\n${metadata}`,
    },
  ],
]

test.each(cases)('%s is clean: %s', async (_, path, files) => {
  const document = documentOf(path, files[path] ?? '')
  const context = contextOf({ files })
  for (const rule of [...sopsRepositoryRules, ...kubernetesRules])
    expect([rule.meta.id, await hitsOf(rule, document, context)]).toEqual([rule.meta.id, []])
})
