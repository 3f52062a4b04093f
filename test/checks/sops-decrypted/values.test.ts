import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { credentialReuse } from '../../../src/checks/sops-decrypted/credential-reuse.ts'
import { stageOf } from '../../../src/checks/sops-decrypted/stage.ts'
import { valueLeftover } from '../../../src/checks/sops-decrypted/value-leftover.ts'
import { valueWeak } from '../../../src/checks/sops-decrypted/value-weak.ts'
import { weaknessOf } from '../../../src/checks/sops-decrypted/weakness.ts'
import type { Context } from '../../../src/model/rule.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder, sopsEnvironment } from '../../support/sops.ts'

const credential = (): string => randomBytes(15).toString('base64url')

describeWithSops('the values of encrypted files', () => {
  let folder: SopsFolder
  let context: Context
  beforeAll(() => {
    folder = makeSopsFolder()
  })
  beforeEach(() => {
    context = contextOf({ keys: { env: sopsEnvironment(folder.folder), workTree: undefined } })
  })
  afterAll(() => folder.remove())

  const notes = async (path: string, plaintext: string, rule = credentialReuse) =>
    (await hitsOf(rule, documentOf(path, folder.encrypt(path, plaintext)), context)).map(
      ({ severity, note }) => [severity, note] as const,
    )

  test('one credential for development and production is found, whatever file it stands in', async () => {
    const shared = credential()
    expect(await notes('secrets/dev.yaml', `db_password: ${shared}\nregion: eu-central-1\n`)).toEqual([])
    expect(await notes('secrets/prod.env', `DB_PASSWORD=${shared}\nREGION=eu-central-1\n`)).toEqual([
      [
        'high',
        '"DB_PASSWORD" holds the same credential as "db_password" in secrets/dev.yaml: one for development, one for production',
      ],
    ])
  })

  test('two profiles of one file that share a credential are found', async () => {
    const shared = credential()
    const profiles = ['dev', 'prod', 'other']
      .map((name) => `  ${name}:\n    secret_access_key: ${shared}\n    access_key_id: ${shared}\n`)
      .join('')
    expect(await notes('aws.yaml', `profiles:\n${profiles}`)).toEqual([
      [
        'high',
        expect.stringContaining('"profiles.prod.secret_access_key" holds the same credential as "profiles.dev.'),
      ],
      ['low', expect.stringContaining('"profiles.other.secret_access_key"')],
    ])
  })

  test('what is no credential, or a placeholder, or the same file again is no reuse', async () => {
    const shared = credential()
    const text = `token: ${shared}\npassword: changeme\nhost: app.example.com\nenabled: true\nport: 12345678\n`
    expect(await notes('a.yaml', text)).toEqual([])
    expect(await notes('a.yaml', text)).toEqual([])
    expect(await notes('b.yaml', text.replace(shared, credential()))).toEqual([])
  })

  test('a credential that anybody guesses is told, and the value is not', async () => {
    const plaintext = `password: hunter\ntoken: Change-Me\napi_key: abababababab\nsecret: ${credential()}\nnote: x\n`
    expect((await notes('weak.yaml', plaintext, valueWeak)).map(([, note]) => note)).toEqual([
      'The value of "password" has fewer than 8 bytes',
      'The value of "token" is a placeholder or a common word',
      'The value of "api_key" repeats one pattern',
    ])
  })

  test('a leftover that repeats a value is found in whatever form, and another is not', async () => {
    const [own, other] = [credential(), credential()]
    await notes('secrets/app.yaml', `deep:\n  token: ${own}\nregion: eu-central-1\n`)
    const machine = { origin: { from: 'machine' } } as const
    const found = async (text: string) => hitsOf(valueLeftover, documentOf('/tmp/x', text, machine), context)
    for (const text of [`export TOKEN="${own}"\n`, `curl -H 'Authorization: Bearer ${own}'\n`, `a: ${own}\n`])
      expect((await found(text)).map(({ details }) => details)).toEqual([{ same: '"deep.token" in secrets/app.yaml' }])
    expect(await found(`TOKEN=${other}\nregion=eu-central-1\n`)).toEqual([])
  })

  test('a value is found in machine files of every shape, text or not', async () => {
    const own = `${credential()}+/x/${credential()}`
    const pem = `-----BEGIN SOME KEY-----\n${credential()}\n${credential()}\n-----END SOME KEY-----\n`
    await notes('secrets/app.yaml', `token: ${own}\nsecret_key: |\n${pem.replace(/^(?=.)/gm, '  ')}`)
    const machine = { origin: { from: 'machine' } } as const
    const found = async (path: string, content: string | Uint8Array) =>
      hitsOf(valueLeftover, documentOf(path, content, machine), context)
    const history = `ls\ncat > /tmp/a.yaml <<EOF\ntoken: ${own}\nEOF\n`
    const shapes: readonly (readonly [string, string | Uint8Array])[] = [
      ['.bash_history', history],
      ['.zsh_history', `: 1:0;cat <<EOF\\\ntoken: ${own}\\\nEOF\n`],
      ['fish_history', `- cmd: psql postgres://me:${own}@host/db\n  when: 1\n`],
      ['snapshot.json', JSON.stringify({ text: `a: 1\ntoken: "${own}"` })],
      ['escaped.json', JSON.stringify({ text: JSON.stringify({ token: own }) }).replaceAll('/', '\\/')],
      ['a.swp', Buffer.concat([Buffer.from('b0VIM 9.0\0\0'), Buffer.alloc(4000), Buffer.from(`token: ${own}\0`)])],
      ['core', Buffer.concat([randomBytes(5000), Buffer.from(own), randomBytes(5000)])],
      ['large', `${'x'.repeat(2_000_000)}\n${own}\n`],
      ['id_key', `# mine\n${pem}`],
      ['keys.json', JSON.stringify({ secret_key: pem })],
      ['indented.yaml', `other:\n  key: |\n${pem.replace(/^(?=.)/gm, '    ')}`],
    ]
    for (const [path, content] of shapes) {
      const hits = await found(path, content)
      expect([path, hits.map(({ details }) => details?.same?.endsWith(' in secrets/app.yaml'))]).toEqual([path, [true]])
      const { start = 0, end = 0 } = hits[0]?.span ?? {}
      const at = Buffer.from(content).subarray(start, end).toString()
      expect([path, at.includes(own.slice(0, 10)) || at.includes('BEGIN SOME KEY')]).toEqual([path, true])
    }
    expect(await found('other', history.replace(own, credential()))).toEqual([])
  })

  test('a short value that is part of a longer word is not that value', async () => {
    await notes('secrets/app.yaml', 'token: kraken42\n')
    const machine = { origin: { from: 'machine' } } as const
    const found = (text: string) => hitsOf(valueLeftover, documentOf('/tmp/x', text, machine), context)
    expect(await found('krakenkraken42x xkraken42')).toEqual([])
    expect(await found('a=kraken42')).toHaveLength(1)
  })

  test('a leftover that is a whole encrypted file is found', async () => {
    const content = `line one ${credential()}\nline two\n`
    await notes('secrets/key.bin', content)
    const document = documentOf('/tmp/y', content, { origin: { from: 'machine' } })
    expect((await hitsOf(valueLeftover, document, context)).map(({ details }) => details)).toEqual([
      { same: 'secrets/key.bin' },
    ])
  })
})

test.each([
  ['hunter', 'short'],
  ['password123!', 'placeholder'],
  ['P@ssw0rd', 'placeholder'],
  ['abcabcabcabc', 'pattern'],
  ['aaaaaaaaaaaa', 'pattern'],
  ['', undefined],
  ['abcdefghijkx', undefined],
])('%s is %s', (value, weakness) => {
  expect(weaknessOf(Buffer.from(value))).toBe(weakness)
})

test.each([
  ['secrets/dev/aws.yaml', ['token'], 'development'],
  ['secrets/aws-prod.yaml', ['token'], 'production'],
  ['secrets/aws-prod.yaml', ['profiles', 'staging', 'token'], 'development'],
  ['secrets/devices.yaml', ['productId'], undefined],
] as const)('%s %s is for %s', (path, keyPath, stage) => {
  expect(stageOf({ path, keyPath })).toBe(stage)
})
