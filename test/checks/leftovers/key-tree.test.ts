import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encryptedFiles } from '../../../src/checks/leftovers/encrypted-files.ts'
import { sealedNames } from '../../../src/checks/leftovers/sealed-names.ts'
import { contextOf, documentOf, enc, encryptedYaml, keyTreeHits } from './support.ts'

const value = (): string => randomBytes(18).toString('base64url')

const aws = ['aws_access_key_id', 'aws_secret_access_key', 'aws_region'] as const
const repository = () => contextOf({ 'README.md': '# sops ENC[AES256_GCM,', 'secrets/aws.yaml': encryptedYaml(...aws) })

const yaml = (keys: readonly string[], of: (key: string) => string = value): string =>
  keys.map((key) => `${key}: ${of(key)}\n`).join('')

describe('leftover-key-tree', () => {
  it('finds a plaintext file with the keys of an encrypted one, at its first credential', async () => {
    const text = `aws_region: eu-west-1\n${yaml(['aws_access_key_id', 'aws_secret_access_key'])}`
    const hits = await keyTreeHits('/tmp/aws-update.yaml', text, repository())
    expect(hits.map(({ note, details }) => [note, details])).toEqual([
      ['repeats the keys of secrets/aws.yaml', { like: 'secrets/aws.yaml' }],
    ])
    const { start, end } = hits[0]?.span ?? { start: 0, end: 0 }
    expect(text.slice(start - 'aws_access_key_id: '.length, start)).toBe('aws_access_key_id: ')
    expect(hits[0]?.secret?.read((secret) => secret === text.slice(start, end))).toBe(true)
  })

  it.each([
    ['only the keys that change', '/tmp/a.yaml', yaml(['aws_access_key_id', 'aws_secret_access_key'])],
    ['one new key among five', '/tmp/a.yaml', yaml([...aws, 'aws_account', 'new'])],
    ['JSON', '/tmp/a.json', JSON.stringify({ aws_access_key_id: value(), aws_secret_access_key: value() })],
    [
      'JSON in a file called YAML',
      '/tmp/a.yml',
      JSON.stringify({ aws_access_key_id: value(), aws_secret_access_key: value() }),
    ],
  ])('finds %s', async (_, path, text) => {
    const context = contextOf({ 'secrets/aws.yaml': encryptedYaml(...aws, 'aws_account') })
    expect(await keyTreeHits(path, text, context)).toHaveLength(1)
  })

  it.each([
    ['dotenv', '/tmp/.env.local', 'export AWS_ACCESS_KEY_ID=VALUE\nAWS_SECRET_ACCESS_KEY="VALUE"\n'],
    ['INI without sections', '/tmp/a.ini', 'aws_access_key_id = VALUE\naws_secret_access_key = VALUE\n'],
    ['INI with a section', '/tmp/a.ini', '[default]\naws_access_key_id = VALUE\naws_secret_access_key = VALUE\n'],
    ['an AWS credentials file', '/tmp/credentials', '[dev]\naws_access_key_id=VALUE\naws_secret_access_key=VALUE\n'],
    ['a backup', '/tmp/aws.yaml.bak', 'aws_access_key_id: VALUE\naws_secret_access_key: VALUE\n'],
    ['several documents', '/tmp/a.yaml', 'aws_access_key_id: VALUE\n---\naws_secret_access_key: VALUE\n'],
  ])('finds them as %s', async (_, path, text) => {
    expect(await keyTreeHits(path, text.replaceAll('VALUE', value), repository())).toHaveLength(1)
  })

  it('compares nested keys by their whole path', async () => {
    const profiles = (access: string, secret: string): string =>
      `profiles:\n  dev:\n    access_key_id: ${access}\n    secret_access_key: ${secret}\n`
    const context = contextOf({ 'secrets/aws.yaml': profiles(enc(), enc()) + encryptedYaml() })
    expect(await keyTreeHits('/tmp/a.yaml', profiles(value(), value()), context)).toHaveLength(1)
    const elsewhere = profiles(value(), value()).replace('dev', 'prod')
    expect(await keyTreeHits('/tmp/a.yaml', elsewhere, context)).toEqual([])
  })

  it('names the file of the same name, then the closest', async () => {
    const two = aws.slice(0, 2)
    const context = contextOf({
      'a/all.yaml': encryptedYaml(...aws, 'other'),
      'b/close.yaml': encryptedYaml(...aws),
      'c/prod.yaml': encryptedYaml(...aws, 'more', 'others'),
    })
    const like = async (path: string): Promise<string | undefined> =>
      (await keyTreeHits(path, yaml(two), context))[0]?.details?.like
    expect(await like('/tmp/new.yaml')).toBe('b/close.yaml')
    expect(await like('/tmp/1234/prod.yaml')).toBe('c/prod.yaml')
  })

  it('finds a single credential in a file of the same name', async () => {
    const context = contextOf({ 'secrets/db.yaml': encryptedYaml('password', 'user', 'host', 'port', 'database') })
    expect(await keyTreeHits('/tmp/db.yaml', yaml(['password', 'host']), context)).toHaveLength(1)
    expect(await keyTreeHits('/tmp/db.yaml', yaml(['password']), context)).toHaveLength(1)
    expect(await keyTreeHits('/tmp/other.yaml', yaml(['password', 'host']), context)).toEqual([])
    expect(await keyTreeHits('/tmp/db.yaml', yaml(['user', 'host']), context)).toEqual([])
    expect(await keyTreeHits('/tmp/db.yaml', yaml(['password', 'theme', 'size']), context)).toEqual([])
    expect(
      await keyTreeHits(
        '/tmp/db.yaml',
        yaml(['password'], () => '<password>'),
        context,
      ),
    ).toEqual([])
  })

  it('finds keys in any case, and in a file far larger than its ciphertext', async () => {
    const upper = yaml(aws.map((key) => key.toUpperCase()))
    expect(await keyTreeHits('/tmp/a.yaml', upper, repository())).toHaveLength(1)
    const comment = (length: number): string => `${upper}#${' '.repeat(length)}\n`
    expect(await keyTreeHits('/tmp/a.yaml', comment(30_000), repository())).toHaveLength(1)
    expect(await keyTreeHits('/tmp/a.yaml', comment(2_000_000), repository())).toHaveLength(1)
  })

  it('finds the temporary file of sops edit although it holds a single key', async () => {
    const context = contextOf({ 'secrets/db.yaml': encryptedYaml('hostname') })
    expect(await keyTreeHits('/tmp/123456/db.yaml', yaml(['hostname']), context)).toHaveLength(1)
    expect(await keyTreeHits('/tmp/other.yaml', yaml(['hostname']), context)).toEqual([])
  })

  it.each([
    ['encrypted values', yaml(aws, enc)],
    ['values that are to be filled in', yaml(aws, (key) => `<${key}>`)],
    ['paths to the values', yaml(aws, (key) => `/run/secrets/${key}`)],
    ['references to a store', yaml(aws, (key) => `op://vault/aws/${key}`)],
    ['ARNs of the values', yaml(aws, (key) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${key}-AbCdEf`)],
    ['expressions that read them', yaml(aws, (key) => `os.environ["${key.toUpperCase()}"]`)],
    ['calls in code', `const aws = {\n${yaml(aws, () => 'random(words),')}}\n`],
    ['types', yaml(aws, () => 'string')],
    ['an interface', `interface Aws {\n${yaml(aws, () => 'string;')}}\n`],
    ['small numbers', yaml(aws, () => '32')],
    ['labels of a form', yaml(aws, () => 'Your access key')],
    ['values that were taken out', yaml(aws, () => '"[REDACTED]"')],
    ['empty values', yaml(aws, () => '""')],
    ['other keys', yaml(['name', 'version', 'api_token'])],
    ['one credential of many', yaml(['aws_secret_access_key', 'name', 'version'])],
    ['two credentials among other keys', yaml([...aws, 'name', 'version'])],
    ['one generic key', yaml(['password'])],
    ['nothing but zeros', '\0'.repeat(100)],
    ['a broken structure', '{"aws_access_key_id": '],
    ['a scalar', 'hello'],
  ])('is silent about %s', async (_, text) => {
    expect(await keyTreeHits('/tmp/a.yaml', text, repository())).toEqual([])
  })

  it('is silent about a template that holds all but the credentials, under any name', async () => {
    const names = ['db_user', 'db_host', 'db_password', 'db_license']
    const context = contextOf({ 'secrets/app.yaml': encryptedYaml(...names) })
    const template = (license: string) =>
      `db_user: app\ndb_host: localhost\ndb_password: changeme\ndb_license: ${license}\n`
    for (const path of ['/tmp/app.example.yaml', '/tmp/app.yaml'])
      expect(await keyTreeHits(path, template('none'), context)).toEqual([])
    expect(await keyTreeHits('/tmp/a.yaml', template(`A7b${value()}`), context)).toHaveLength(1)
  })

  it.each([
    ['a path', '/Kq7/run/Ae8'],
    ['a call', 'Kq7Ae8(3)'],
    ['words', 'correct horse battery staple'],
    ['an address', `postgres://app:${value()}@db/app`],
    ['numbers', '48291'],
  ])('finds a value that looks like %s', async (_, secret) => {
    expect(
      await keyTreeHits(
        '/tmp/a.yaml',
        yaml(aws, () => secret),
        repository(),
      ),
    ).toHaveLength(1)
  })

  it('is silent about a ConfigMap beside an encrypted Secret', async () => {
    const manifest = (kind: string, content: string): string =>
      `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: x\n${content}`
    const encrypted = manifest('Secret', `stringData:\n  password: ${enc()}\n`) + encryptedYaml()
    const context = contextOf({ 'k8s/secret.yaml': encrypted })
    expect(
      await keyTreeHits('/tmp/cm.yaml', manifest('ConfigMap', `data:\n  password_policy: strict\n`), context),
    ).toEqual([])
    expect(
      await keyTreeHits('/tmp/s.yaml', manifest('Secret', `stringData:\n  password: ${value()}\n`), context),
    ).toHaveLength(1)
  })

  it('reads the encrypted files once, and only when a candidate stands before it', async () => {
    const context = repository()
    await keyTreeHits('/tmp/plain.yaml', 'name: x\n', context)
    expect(context.reads).toEqual([])
    await keyTreeHits('/tmp/a.yaml', yaml(aws), context)
    await keyTreeHits('/tmp/b.yaml', yaml(aws), context)
    expect(context.reads).toEqual(['secrets/aws.yaml'])
  })

  it('is silent outside of a repository', async () => {
    const { repository: _, ...context } = repository()
    expect(await keyTreeHits('/tmp/a.yaml', yaml(aws), context)).toEqual([])
  })

  it('counts offsets in bytes', async () => {
    const text = `# größer\n${yaml(aws)}`
    const [hit] = await keyTreeHits('/tmp/a.yaml', text, repository())
    const { bytes } = documentOf('/tmp/a.yaml', text)
    const found = Buffer.from(bytes.subarray(hit?.span?.start, hit?.span?.end)).toString()
    expect(hit?.secret?.read((secret) => secret === found)).toBe(true)
  })
})

it('reads the structure of a few encrypted files among thousands', async () => {
  let described = 0
  const files = Object.fromEntries(
    Array.from({ length: 2_000 }, (_, index) => [
      `secrets/${index}.yaml`,
      encryptedYaml('db_password', `api_token_${index}`, 'user'),
    ]),
  )
  const context = contextOf(files)
  for (const file of await encryptedFiles(context)) {
    const { keys } = file
    Object.assign(file, {
      keys: () => {
        described++
        return keys()
      },
    })
  }
  const text = yaml(['db_password', 'api_token_1234', 'user'])
  const [hit] = await keyTreeHits('/tmp/a.yaml', text, context)
  expect(hit?.details).toEqual({ like: 'secrets/1234.yaml' })
  expect(described).toBeLessThan(101)
})

it.each([
  ['YAML, quoted or not', `"a": ${enc()}\nb.c: '${enc()}'\nd:\n  e: ${enc()}\n`, ['a', 'b.c', 'e']],
  ['JSON', JSON.stringify({ a: enc(), b: { c: enc() } }, null, 2), ['a', 'c']],
  ['JSON on one line', JSON.stringify({ A: enc(), b: { c: enc() } }), ['a', 'c']],
  ['dotenv and INI', `[s]\nA=${enc()}\nb = ${enc()}\nsops_mac=${enc()}\n`, ['a', 'b']],
  ['comments', `#${enc()}\na: ${enc()}\nsops:\n  mac: ${enc()}\n`, ['a']],
  ['lists, for which the structure is read', `a:\n  - ${enc()}\n`, undefined],
  ['keys with spaces, too', `a b: ${enc()}\n`, undefined],
])('sees the keys of ciphertext without reading the structure: %s', (_, text, names) => {
  const found = sealedNames(text)
  expect(found && [...found]).toEqual(names)
})
