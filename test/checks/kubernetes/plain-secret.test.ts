import { expect, test } from 'vitest'
import { plainSecret } from '../../../src/checks/kubernetes/plain-secret.ts'
import { documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const lines = async (path: string, text: string): Promise<number[]> => {
  const document = documentOf(path, text)
  return (await hitsOf(plainSecret, document)).map((hit) => lineOf(document, hit))
}

const secret = (body: string): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n${body}`

test('every plain value of a Secret is found', async () => {
  const text = secret(`data:\n  a: ${base64('one value')}\n  b: ""\n  c:\nstringData:\n  d: another\n  e: 42\n`)
  expect(await lines('x.yaml', text)).toEqual([6, 10, 11])
})

test('the note names field and key and holds no value', async () => {
  const [hit] = await hitsOf(plainSecret, documentOf('x.yml', secret('stringData:\n  user.name: somebody\n')))
  expect(hit?.note).toBe('"stringData.user.name" of a Kubernetes Secret is plaintext')
  expect(hit?.secret?.read((value) => value)).toBe('somebody')
})

test.each([
  ['a later document', `kind: ConfigMap\n---\n${secret('stringData:\n  a: b\n')}`],
  ['a quoted kind', 'apiVersion: "v1"\n"kind": \'Secret\'\nstringData: {a: b}\n'],
  ['an indented kind with a comment', 'kind:   Secret # here\napiVersion: v1\nstringData: {a: b}\n'],
  ['a List', 'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    stringData: {a: b}\n'],
  ['a SecretList', 'apiVersion: v1\nkind: SecretList\nitems:\n  - stringData: {a: b}\n'],
  ['a kind with a tag', 'apiVersion: v1\nkind: !!str Secret\nstringData: {a: b}\n'],
  ['a kind with an anchor', 'apiVersion: v1\nkind: &kind "Secret"\nstringData: {a: b}\n'],
  ['a kind on a line of its own', 'apiVersion: v1\nkind:\n  Secret\nstringData: {a: b}\n'],
  [
    'a List in a List',
    `apiVersion: v1\nkind: List\nitems:\n- kind: List\n  items:\n  - {apiVersion: v1, kind: Secret, data: {a: b}}\n`,
  ],
  ['JSON under the name of YAML', '{"apiVersion": "v1", "kind": "Secret", "stringData": {"a": "b"}}'],
  [
    'a document behind an encrypted one',
    `${secret(`data:\n  a: ${encOf()}\n`)}---\n${secret('stringData:\n  a: b\n')}`,
  ],
  ['a document before a broken one', `${secret('stringData:\n  a: b\n')}---\na: [\n`],
  ['flow style', '{apiVersion: v1, kind: Secret, stringData: {a: b}}\n'],
])('%s is looked at', async (_, text) => {
  expect(await lines('x.yaml', text)).toHaveLength(1)
})

test('JSON is looked at', async () => {
  const text = JSON.stringify({ kind: 'Secret', apiVersion: 'v1', data: { a: base64('value') } }, undefined, 2)
  expect(await lines('x.json', text)).toEqual([5])
})

test('every document of JSON is looked at, and the items of a list', async () => {
  const one = (value: string): string => JSON.stringify({ kind: 'Secret', apiVersion: 'v1', stringData: { a: value } })
  expect(await lines('x.json', `${one('v')}\n${one('')}\n{"a": 1}\n\n${one('w')}\n`)).toEqual([1, 5])
  expect(await lines('x.json', `${one('v')}\n${one('w')}\nno JSON`)).toEqual([1, 2])
  expect(await lines('x.json', `{"kind": "List", "apiVersion": "v1", "items": [\n${one('v')}\n]}`)).toEqual([2])
  const objects = '{"kind": "Secret"}\n'.repeat(20_000)
  expect(await lines('x.json', objects + one('v'))).toEqual([20_001])
})

test.each([
  ['op://vault/item/field'],
  ['"op://Our Vault/item/field"'],
  ['secretref+vault://secret/x#/key'],
  ['postgres://app:ref+vault://secret/x#/key+@db.example/app'],
  ['Bearer <path:secret/data/x#key>'],
  ['<path:a/b#user>:<path:a/b#password>'],
  ['"${{ secrets.PASSWORD }}"'],
  ['__PASSWORD__'],
  ['"%PASSWORD%"'],
  ['"@@PASSWORD@@"'],
  ['vault:secret/data/x#key'],
  ['ref+vault://secret/x#/key'],
  ['<path:secret/data/x#key>'],
  [`"\${DB_PASSWORD}"`],
  [`https://\${DOMAIN}/path`],
  ['"{{ .Values.password }}"'],
  ['{{ .Values.password | quote }}'],
  ['{{ .Values.user }}:{{ .Values.password }}'],
  ['{{ printf "%s" .Values.password }}'],
  ['"#{PASSWORD}#"'],
  ['<your password>'],
  ['changeme'],
  ['REPLACE_ME'],
  ['your-api-key'],
  ['xxxxxxxx'],
  ['"****"'],
  ['"..."'],
  ['$PASSWORD'],
  ['""'],
  [encOf()],
])('%s is no value', async (value) => {
  expect(await lines('x.yaml', secret(`stringData:\n  a: ${value}\n`))).toEqual([])
})

test('a placeholder is one in base64 as well', async () => {
  expect(await lines('x.yaml', secret(`data:\n  a: ${base64('changeme')}\n  b: ${base64('$(VAR)')}\n`))).toEqual([])
})

test('a value under data that is no base64 is found', async () => {
  expect(await lines('x.yaml', secret('data: {a: b}\n'))).toEqual([5])
})

test('what only begins like a placeholder is a value', async () => {
  for (const value of ['changeme-3f9', 'my-own-word', 'example7', 'xxxx1', '$5x', '"%d5"', '__a', '"@home1"']) {
    expect(await lines('x.yaml', secret(`stringData:\n  a: ${value}\n`))).toEqual([6])
  }
})

test.each([
  ['beside an action', '"hunter2${X}"'],
  ['beside a path', 'hunter2<path:a/b#c>'],
  ['beside a reference', 'hunter2-ref+vault://a/b'],
  ['behind a reference', 'ref+vault://a/b+hunter2'],
  ['beside an expression', '"hunter2${{ secrets.X }}"'],
  ['between two', '"${A}hunter2${B}"'],
  ['as the password of a URL', 'postgres://app:hunter2@${HOST}/db'],
  ['as a token in a URL', `https://hooks.example/\${ID}/${'a1B2'.repeat(6)}`],
  ['in a query', 'https://${HOST}/?key=hunter2'],
  ['beside a template', '{{ .Values.a }}hunter2'],
  ['between templates', '{{ if .Values.a }}hunter2{{ end }}'],
  ['on a line of its own', '|\n    ${A}\n    hunter2'],
  ['under a key of a credential', '|\n    user: ${A}\n    password: hunter2'],
  ['after a reference on another line', '|\n    op://vault/item/field\n    hunter2'],
])('a literal is found %s', async (_, value) => {
  expect(await lines('x.yaml', secret(`stringData:\n  a: ${value}\n`))).toEqual([6])
})

test('a literal beside an action is found in base64 as well', async () => {
  const text = secret(`data:\n  a: ${base64('${X}')}\n  b: ${base64('user: ${X}\npassword: hunter2\n')}\n`)
  expect(await lines('x.yaml', text)).toEqual([7])
})

test.each([
  ['several actions', '"${USER}:${PASSWORD}"'],
  ['a scheme of authorization', 'Bearer ${TOKEN}'],
  ['a URL around actions', 'postgres://app:${PASSWORD}@db.${DOMAIN}:5432/app'],
  [
    'lines of settings around actions',
    '|\n    # comment\n    [database]\n    host: db.example\n    password: ${A}\n    "token": "{{ .B }}",',
  ],
  ['a template over lines', '|\n    {{ .Values.a }}\n    {{ .Values.b }}'],
])('%s are no value', async (_, value) => {
  expect(await lines('x.yaml', secret(`stringData:\n  a: ${value}\n`))).toEqual([])
})

test('values behind aliases are found where they stand, each once', async () => {
  const map = `x: &d\n  a: typed\n---\n`
  expect(await lines('x.yaml', `x: &d\n  a: typed\n${secret('stringData: *d\n')}`)).toEqual([2])
  expect(await lines('x.yaml', `x: &p typed\n${secret('stringData:\n  a: *p\n  b: *p\n')}`)).toEqual([1])
  expect(await lines('x.yaml', `x: &d {a: typed}\n${secret('stringData:\n  <<: *d\n  b: more\n')}`)).toEqual([1, 8])
  expect(await lines('x.yaml', `x: &d {a: typed}\n${secret('stringData:\n  <<: [*d, {b: more}]\n')}`)).toEqual([1, 7])
  expect(
    await lines('x.yaml', `x: &s\n  apiVersion: v1\n  kind: Secret\n  stringData: {a: typed}\ny: 1\n---\n${map}`),
  ).toEqual([])
  expect(await lines('x.yaml', 'x: &s {apiVersion: v1, kind: Secret}\n<<: *s\nstringData: {a: typed}\n')).toEqual([3])
  const list =
    'x: &i\n  - {apiVersion: v1, kind: Secret, stringData: {a: typed}}\napiVersion: v1\nkind: List\nitems: *i\n'
  expect(await lines('x.yaml', list)).toEqual([2])
})

test('aliases that multiply are followed once', async () => {
  const levels = Array.from(
    { length: 60 },
    (_, level) => `l${level + 1}: &l${level + 1} {<<: [*l${level}, *l${level}]}\n`,
  )
  const text = `l0: &l0 {a: typed}\n${levels.join('')}${secret('stringData: *l60\n')}`
  expect(await lines('x.yaml', text)).toEqual([1])
})

test('a key that looks like a token is not named', async () => {
  const token = ['AK', 'IA', 'Z7Q9'.repeat(4)].join('')
  const [hit] = await hitsOf(plainSecret, documentOf('x.yaml', secret(`stringData:\n  ${token}: typed\n`)))
  expect(hit?.note).toBe('"stringData.****" of a Kubernetes Secret is plaintext')
})

test('certificates are public, a bundle with a key is not', async () => {
  const certificate = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n'
  const key = ['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ')
  expect(await lines('x.yaml', secret(`data:\n  tls.crt: ${base64(certificate)}\n`))).toEqual([])
  expect(await lines('x.yaml', secret(`data:\n  tls.pem: ${base64(certificate + key)}\n`))).toEqual([6])
})

test.each([
  ['another kind', 'apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n# kind: Secret\n'],
  ['another group', 'apiVersion: external-secrets.io/v1\nkind: Secret\ndata: {a: b}\n'],
  ['a reference to a Secret', 'apiVersion: v1\nkind: Pod\nvalueFrom: {kind: Secret, data: {a: b}}\n'],
  ['a deletion', secret('$patch: delete\ndata: {a: b}\n')],
  ['no data', secret('type: kubernetes.io/service-account-token\n')],
])('%s is clean', async (_, text) => {
  expect(await lines('x.yaml', text)).toEqual([])
})

test('only manifests are looked at', async () => {
  expect(await lines('x.md', secret('stringData: {a: b}\n'))).toEqual([])
})

test('a literal value between the actions of a chart template is found', async () => {
  const text = `{{- if .Values.on }}
apiVersion: v1
kind: Secret
metadata:
  name: {{ include "x.name" . }}
  {{- with .Values.labels }}
  labels: {{ toYaml . | nindent 4 }}
  {{- end }}
stringData:
  a: {{ .Values.a | quote }}
  b: literal
{{- end }}
`
  expect(await lines('chart/templates/secret.yaml', text)).toEqual([11])
})

test('in a SOPS file, leaves that its selectors cover are left to the rule for those', async () => {
  const block = (regex: string): string => `sops:\n  mac: ${encOf()}\n  encrypted_regex: ${regex}\n`
  const body = secret('data:\n  a: YWJj\nstringData:\n  b: plain\n')
  expect(await lines('x.yaml', body + block('^(data|stringData)$'))).toEqual([])
  expect(await lines('x.yaml', body + block('^stringData$'))).toEqual([6])
})

test('beyond a hundred values the rest is counted', async () => {
  const text = secret(`stringData:\n${Array.from({ length: 130 }, (_, index) => `  k${index}: plain\n`).join('')}`)
  const hits = await hitsOf(plainSecret, documentOf('x.yaml', text))
  expect(hits).toHaveLength(101)
  expect(hits.at(-1)?.note).toBe('30 more values of Secrets are plaintext')
})

test('a manifest too deep to be read is an error', async () => {
  const text = secret(`data: ${'['.repeat(1000)}\n`)
  await expect(hitsOf(plainSecret, documentOf('x.yaml', text))).rejects.toThrow('cannot be read: nested deeper')
})

test('a line of a million opening braces is passed over in linear time', async () => {
  const text = `# ${'{{'.repeat(500_000)}\n{{ x }}\n${secret('stringData: {a: b}\n')}`
  expect(await lines('x.yaml', text)).toHaveLength(1)
})
