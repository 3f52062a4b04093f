import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { type RotationInput, rotationCommand } from '../../src/commands/rotation.ts'
import { CannotCheckError, UserError } from '../../src/model/errors.ts'
import { enc, ivOf, sopsYaml } from '../checks/rotation/encrypted-text.ts'
import { awsPair } from '../support/secrets.ts'

const schema = new URL('../../src/reporters/rotation-report.schema.json', import.meta.url)
const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true })
addFormats.default(ajv)
const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))

const now = new Date('2026-11-22T12:00:00Z')
const ago = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
const stamp = (days: number): string => ago(days).toISOString().replace('.000', '')

const inputOf = (
  tracked: Readonly<Record<string, string | Buffer>>,
  dates: Readonly<Record<string, Date>>,
  more: Partial<RotationInput> = {},
): RotationInput => ({
  files: [],
  cwd: '/r',
  format: 'text',
  color: false,
  now: () => now,
  policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 },
  disk: {
    root: '/r',
    list: async () => Object.keys(tracked),
    look: async (path) =>
      path in tracked ? { kind: 'content', bytes: Buffer.from(tracked[path] ?? '') } : { kind: 'absent' },
  },
  history: {
    firstAppearance: async () =>
      new Map(Object.entries(dates).map(([seed, date]) => [ivOf(seed), { commit: 'c', date }])),
  },
  ...more,
})

const aws = sopsYaml(
  [`aws_secret_access_key: ${enc('secret')}`, 'profiles:', '    dev:', `        access_key_id: ${enc('id')}`],
  stamp(1),
)
const db = sopsYaml([`password: ${enc('soon')}`], stamp(80))
const tracked = {
  'z/db.yaml': db,
  'secrets/aws.yaml': aws,
  'README.md': `values look like ${enc('x')}`,
  'plain.yaml': 'a: 1',
}
const dates = { secret: ago(100) }

describe('leaktight rotation', () => {
  test('shows a table, notes, remedies and counts, and fails when something is overdue', async () => {
    const { text, exitCode } = await rotationCommand(inputOf(tracked, dates))
    expect(exitCode).toBe(1)
    expect(text).toBe(` credential             where  age     evidence           due date      verdict
secrets/aws.yaml
 aws_secret_access_key  :1     >=100d  git history        <=2026-11-12  overdue
    ########################################|#####+~
 profiles.dev.access_key_id
                        :4     >=1d    SOPS lastmodified  <=2027-02-19  unknown
    #+~.....................................|
z/db.yaml
 password               :1     >=80d   SOPS lastmodified  <=2026-12-02  due soon
    ####################################+~..|

# age   +~ or older   | the limit of the policy

note: profiles.dev.access_key_id: it may be older: what is at hand can prove a
  credential old, never young

aws_secret_access_key in secrets/aws.yaml: Run: leaktight rotate
  secrets/aws.yaml. By hand: aws iam create-access-key, then sops set
  --value-stdin secrets/aws.yaml '["aws_secret_access_key"]'; when every user
  has switched, aws iam update-access-key --status Inactive and later aws iam
  delete-access-key.
password in z/db.yaml: Issue a new credential, store it with sops set
  --value-stdin z/db.yaml '["password"]', let every user of the old one switch,
  then revoke the old one.

3 credentials in 2 encrypted files: 1 overdue, 1 due soon, 1 unknown, 0 ok. The
policy is 90 days.
`)
  })

  test('the JSON report says the same and keeps to its schema', async () => {
    const { text, exitCode } = await rotationCommand(inputOf(tracked, dates, { format: 'json' }))
    const report = JSON.parse(text)
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true)
    expect(exitCode).toBe(1)
    expect(report.policy).toEqual({ maxAgeDays: 90, warnDays: 14 })
    expect(report.credentials[0]).toMatchObject({
      name: 'aws_secret_access_key',
      path: 'secrets/aws.yaml',
      keyPath: ['aws_secret_access_key'],
      ageDays: 100,
      since: ago(100).toISOString(),
      evidence: 'git-iv',
      bound: 'at-least',
      verdict: 'overdue',
    })
    expect(report.credentials[1].keyPath).toEqual(['profiles', 'dev', 'access_key_id'])
    expect(report).toMatchObject({
      schema: 'leaktight-rotation-1',
      failOn: 'overdue',
      files: 2,
      now: now.toISOString(),
    })
  })

  test('the schema refuses an age without a date', () => {
    const credential = { name: 'a', path: 'b', keyPath: [], ageDays: 3, since: null, evidence: null }
    const report = {
      schema: 'leaktight-rotation-1',
      policy: { maxAgeDays: 90, warnDays: 14 },
      credentials: [{ ...credential, bound: 'none', verdict: 'unknown' }],
    }
    expect(validate(report)).toBe(false)
  })

  test('a credential nothing dates is unknown, with null for what is not known', async () => {
    const files = { 'a.yaml': sopsYaml([`token: ${enc('t')}`], 'never') }
    const { text, exitCode } = await rotationCommand(inputOf(files, {}, { format: 'json' }))
    const report = JSON.parse(text)
    expect(exitCode).toBe(0)
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true)
    expect(report.credentials).toMatchObject([
      {
        ageDays: null,
        since: null,
        evidence: null,
        bound: 'none',
        verdict: 'unknown',
        note: 'nothing at hand dates it',
      },
    ])
  })

  test('only the named files are read, relative to where the command was started', async () => {
    const { text } = await rotationCommand(inputOf(tracked, dates, { files: ['../z/db.yaml'], cwd: '/r/secrets' }))
    expect(text).toContain('1 credential in 1 encrypted file: 0 overdue, 1 due soon')
  })

  test('a file named twice is read once', async () => {
    const { text } = await rotationCommand(inputOf(tracked, dates, { files: ['z/db.yaml', '/r/z/../z/db.yaml'] }))
    expect(text).toContain('1 credential in 1 encrypted file')
  })

  test.each([
    ['missing.yaml', 'missing.yaml: no such file'],
    ['plain.yaml', 'plain.yaml: not encrypted with SOPS'],
    ['README.md', 'README.md: not encrypted with SOPS'],
    ['../other.yaml', '../other.yaml: lies outside of the repository'],
  ])('naming %s is the caller’s mistake', async (file, message) => {
    const asked = rotationCommand(inputOf(tracked, dates, { files: [file] }))
    await expect(asked).rejects.toThrow(UserError)
    await expect(asked).rejects.toThrow(message)
  })

  test('a broken encrypted file cannot be checked', async () => {
    const files = { 'a.yaml': aws.replace('profiles:', 'profiles: [') }
    const asked = rotationCommand(inputOf(files, {}))
    await expect(asked).rejects.toThrow(CannotCheckError)
    await expect(asked).rejects.toThrow('a.yaml: cannot be read in full')
  })

  test('an unreadable file cannot be checked', async () => {
    const input = inputOf(tracked, dates)
    const look = async () => {
      throw Object.assign(new Error('permission denied'), { code: 'EACCES' })
    }
    const asked = rotationCommand({ ...input, disk: { ...input.disk, look } })
    await expect(asked).rejects.toThrow(CannotCheckError)
    await expect(asked).rejects.toThrow('cannot be read: permission denied')
  })

  test('history that is cut off is passed on', async () => {
    const history = {
      firstAppearance: async () => {
        throw new CannotCheckError('history is cut off')
      },
    }
    await expect(rotationCommand(inputOf(tracked, dates, { history }))).rejects.toThrow('history is cut off')
  })

  test('encrypted files without credentials, and no encrypted files, are said to be so', async () => {
    const region = { 'a.yaml': sopsYaml([`aws_region: ${enc('r')}`]) }
    expect(await rotationCommand(inputOf(region, {}))).toEqual({
      text: 'No credentials found in 1 encrypted file.\n',
      exitCode: 0,
    })
    expect(await rotationCommand(inputOf({ 'plain.yaml': 'a: 1' }, {}))).toEqual({
      text: 'No file encrypted with SOPS was found.\n',
      exitCode: 0,
    })
  })

  test('credentials of the dotenv and INI stores are dated', async () => {
    const dotenv = `PASSWORD=${enc('p')}\nREGION=${enc('r')}\nsops_mac=${enc('mac')}\nsops_lastmodified=2020-01-01T00:00:00Z\n`
    const ini = `[db]\npassword = ${enc('i')}\n[sops]\nmac = ${enc('mac')}\nlastmodified = ${stamp(80)}\n`
    const files = { 'secrets/.env': dotenv, 'secrets/db.ini': ini }
    const { text, exitCode } = await rotationCommand(inputOf(files, {}, { format: 'json' }))
    const report = JSON.parse(text)
    expect(exitCode).toBe(1)
    expect(validate(report)).toBe(true)
    expect(report.credentials).toMatchObject([
      { name: 'PASSWORD', path: 'secrets/.env', verdict: 'overdue', evidence: 'lastmodified', bound: 'at-least' },
      { name: 'db.password', path: 'secrets/db.ini', verdict: 'due-soon', ageDays: 80 },
    ])
  })

  test('a file that is one credential has one row, by the name of the file', async () => {
    const whole = JSON.stringify({
      data: enc('k'),
      sops: { mac: enc('mac'), lastmodified: stamp(91), version: '3.9.0' },
    })
    const { text } = await rotationCommand(
      inputOf({ 'secrets/id_rsa': whole, 'secrets/archive.tar': whole }, { k: ago(95) }, { format: 'json' }),
    )
    expect(JSON.parse(text).credentials).toMatchObject([
      { name: 'id_rsa', path: 'secrets/id_rsa', keyPath: ['data'], ageDays: 95, verdict: 'overdue' },
    ])
  })

  test('what has no age limit has no due date by age', async () => {
    const files = { 'a.yaml': sopsYaml([`tls.crt: ${enc('c')}`, `token: ${enc('t')}`], stamp(200)) }
    const { text } = await rotationCommand(inputOf(files, {}, { format: 'json' }))
    const [certificate, token] = JSON.parse(text).credentials
    expect(certificate).toMatchObject({ verdict: 'unknown', ageDays: 200 })
    expect(certificate.due).toBeUndefined()
    expect(token).toMatchObject({ verdict: 'overdue', due: ago(110).toISOString() })
  })

  test('access keys of IAM have rows; overrides and exemptions name them by their user', async () => {
    const key = { accessKeyId: awsPair().id, status: 'Active', createDate: ago(100), source: 'iam' } as const
    const accessKeys = ['a', 'b', 'c'].map((userName) => ({ ...key, userName }))
    const rotation = {
      overlapDays: 10,
      unusedDays: 45,
      overrides: [{ paths: ['IAM'], names: ['a'], maxAgeDays: 365 }],
      exempt: [{ paths: ['IAM'], names: ['b'], reason: 'a robot' }],
    }
    const policy = { mustEncrypt: [], maxAgeDays: 90, warnDays: 14, rotation }
    const { text } = await rotationCommand(inputOf({}, {}, { format: 'json', accessKeys, policy }))
    const report = JSON.parse(text)
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true)
    expect(report.credentials.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['ok', 'overdue', 'overdue'])
    expect(text).not.toContain(key.accessKeyId)
    const exempt = await rotationCommand(inputOf({}, {}, { accessKeys: accessKeys.slice(0, 2), policy }))
    expect(exempt.exitCode).toBe(0)
  })

  test('control characters from names cannot steer the terminal', async () => {
    const files = { 'a\u001b[2J\n.yaml': sopsYaml([`"x\\e[1m_token": ${enc('t')}`], stamp(91)) }
    const { text } = await rotationCommand(inputOf(files, {}))
    expect(text).not.toContain('\u001b')
    expect(text).toContain('a\\x1b[2J\\n.yaml')
    const json = (await rotationCommand(inputOf(files, {}, { format: 'json' }))).text
    expect(json).not.toContain('\u001b')
    expect(JSON.parse(json).credentials[0].path).toBe('a\u001b[2J\n.yaml')
  })

  test('colour is used on request only, and the columns stay', async () => {
    const plain = (await rotationCommand(inputOf(tracked, dates))).text
    const coloured = (await rotationCommand(inputOf(tracked, dates, { color: true }))).text
    expect(plain).not.toContain('\u001b')
    expect(coloured).toContain('\u001b[31moverdue\u001b[39m')
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain)
  })

  test('no ciphertext is printed', async () => {
    for (const format of ['text', 'json'] as const) {
      expect((await rotationCommand(inputOf(tracked, dates, { format }))).text).not.toContain('ENC[')
    }
  })
})
