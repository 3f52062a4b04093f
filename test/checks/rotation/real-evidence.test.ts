import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { type RotationInput, rotationCommand } from '../../../src/commands/rotation.ts'
import { gitHistory } from '../../../src/git/first-appearance.ts'
import { expandMould } from '../../../src/rules/moulds.ts'
import { commentsIn } from '../../../src/sources/machine/identity-comments.ts'
import { awsPair } from '../../support/secrets.ts'
import { describeWithSops } from '../../support/sops.ts'
import { newSopsRepository, type SopsRepository } from '../../support/sops-repository.ts'

const DAY = 86_400_000

interface Row {
  readonly name: string
  readonly path: string
  readonly verdict: string
  readonly [field: string]: unknown
}

describeWithSops('evidence in files of real sops', () => {
  const made: SopsRepository[] = []
  afterEach(() => {
    for (const repository of made.splice(0)) repository.remove()
  })
  const newOne = (): SopsRepository => {
    const repository = newSopsRepository()
    made.push(repository)
    return repository
  }
  const secret = (): string => randomBytes(30).toString('base64')
  const now = new Date(Date.now() + DAY)
  const ago = (days: number): Date => new Date(now.getTime() - days * DAY)
  const day = (days: number): string => ago(days).toISOString()

  const encrypted = (repository: SopsRepository, path: string, plain: string, ...args: string[]): void => {
    repository.write(path, plain)
    repository.sops(['encrypt', '-i', ...args, path])
    repository.git('add', '.')
  }

  const rotation = async (repository: SopsRepository, more: Partial<RotationInput> = {}): Promise<readonly Row[]> => {
    const { text } = await rotationCommand({
      files: [],
      cwd: repository.root,
      disk: {
        root: repository.root,
        list: async () => repository.git('ls-files', '-z').split('\0').filter(Boolean),
        look: async (path) => ({ kind: 'content', bytes: Buffer.from(repository.read(path)) }),
      },
      history: gitHistory({ cwd: repository.root, env: repository.env }),
      policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 },
      now: () => now,
      format: 'json',
      color: false,
      ...more,
    })
    return JSON.parse(text).credentials
  }
  const keysOf = (repository: SopsRepository) => ({
    keys: { env: { ...repository.env, SOPS_AGE_KEY_FILE: `${repository.home}/keys.txt` }, workTree: undefined },
  })

  test('a rotation that is dated in the file and seen in git is ok, and no later date makes it young again', async () => {
    const repository = newOne()
    const file = 'secrets/aws.yaml'
    encrypted(repository, file, `aws_secret_access_key: ${secret()}\naws_rotated_at_unencrypted: "${day(200)}"\n`)
    repository.commit('Encrypt', ago(200))
    expect(await rotation(repository)).toMatchObject([{ verdict: 'overdue', ageDays: 200, evidence: 'metadata' }])

    repository.sops(['set', '--value-stdin', file, '["aws_secret_access_key"]'], JSON.stringify(secret()))
    repository.sops(['set', file, '["aws_rotated_at_unencrypted"]', JSON.stringify(day(40))])
    expect(await rotation(repository)).toMatchObject([
      { verdict: 'unknown', note: expect.stringContaining('no commit') },
    ])
    repository.git('add', '.')
    repository.commit('Rotate', ago(40))
    expect(await rotation(repository)).toMatchObject([
      { verdict: 'ok', ageDays: 40, evidence: 'metadata', bound: 'exact' },
    ])

    repository.sops(['set', file, '["aws_rotated_at_unencrypted"]', JSON.stringify(day(2))])
    repository.git('add', '.')
    repository.commit('Only the date', ago(2))
    expect(await rotation(repository)).toMatchObject([
      { verdict: 'unknown', ageDays: 40, evidence: 'git-iv', note: expect.stringContaining('has not changed in git') },
    ])
  })

  test('a date that was encrypted is explained, whatever selects it', async () => {
    const repository = newOne()
    const plain = `token: ${secret()}\nrotated_at: "${day(3)}"\n`
    encrypted(repository, 'secrets/a.yaml', plain)
    encrypted(repository, 'secrets/b.yaml', plain, '--encrypted-regex', '^(token|rotated_at)$')
    encrypted(repository, 'secrets/c.yaml', plain, '--encrypted-regex', '^token$')
    encrypted(repository, 'secrets/d.yaml', plain, '--encrypted-suffix', 'token')
    encrypted(repository, 'secrets/e.yaml', plain, '--unencrypted-regex', '_at$')
    repository.commit('Encrypt', ago(3))
    const rows = await rotation(repository)
    expect(rows.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown', 'ok', 'ok', 'ok'])
    expect(rows[0]?.note).toContain('rotated_at is encrypted, so that it is not read: call it rotated_at_unencrypted')
    expect(rows[1]?.note).toContain('encrypted_regex of this file does not match')
  })

  test('all five stores date their credentials, and their dates count', async () => {
    const repository = newOne()
    const at = day(20)
    encrypted(repository, 'secrets/a.yaml', `password: ${secret()}\nrotated_at_unencrypted: "${at}"\n`)
    encrypted(repository, 'secrets/b.json', JSON.stringify({ password: secret(), rotated_at_unencrypted: at }))
    encrypted(repository, 'secrets/c.env', `PASSWORD=${secret()}\nROTATED_AT_unencrypted=${at}\n`)
    encrypted(repository, 'secrets/d.ini', `[db]\npassword=${secret()}\nrotated_at_unencrypted=${at}\n`)
    encrypted(repository, 'secrets/id_rsa', secret())
    repository.commit('Encrypt', ago(20))
    const rows = await rotation(repository)
    expect(rows.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['password', 'ok'],
      ['password', 'ok'],
      ['PASSWORD', 'ok'],
      ['db.password', 'ok'],
      ['id_rsa', 'unknown'],
    ])
  })

  test('with a key, values that say what they are are dated, and never printed', async () => {
    const repository = newOne()
    const temporary = expandMould('ASIA${base32:16}', 5)
    const { id } = awsPair(7)
    const url = `b/?X-Amz-Date=${day(1).replace(/[-:]|\.\d+/g, '')}&X-Amz-Expires=43200&Version=1`
    const bedrock = `bedrock-api-key-${Buffer.from(url).toString('base64')}`
    const lines = [
      `one: ${temporary}`,
      `two: ${id}`,
      `three: ${bedrock}`,
      `four: nothing`,
      `db: postgres://u:${'p'.repeat(12)}@h/d`,
    ]
    encrypted(repository, 'secrets/a.yaml', `${lines.join('\n')}\n`)
    repository.commit('Encrypt', ago(3))
    expect(await rotation(repository)).toEqual([])
    const accessKeys = [
      { userName: 'u', accessKeyId: id, status: 'Active', createDate: ago(50), source: 'iam' } as const,
    ]
    const rows = await rotation(repository, { ...keysOf(repository), accessKeys })
    expect(rows).toMatchObject([
      { name: 'one', verdict: 'overdue', note: expect.stringContaining('temporary AWS key') },
      { name: 'two', verdict: 'ok', ageDays: 50, evidence: 'iam', bound: 'exact' },
      { name: 'three', verdict: 'overdue', note: expect.stringContaining('as the credential itself says') },
      { name: 'db', verdict: 'unknown' },
      { name: expect.stringMatching(/^u AKIA….{4}$/), path: 'IAM', verdict: 'ok' },
    ])
    const printed = JSON.stringify(rows)
    for (const value of [temporary, id, bedrock, 'pppp']) expect(printed).not.toContain(value)
  })

  test('a hint joins a pair with a key of IAM, unless the value is older than that key', async () => {
    const repository = newOne()
    const { id } = awsPair(8)
    const hint = `aws_key_hint_unencrypted: "…${id.slice(-4)}"`
    encrypted(repository, 'secrets/a.yaml', `aws_secret_access_key: ${secret()}\n${hint}\n`)
    repository.commit('Encrypt', ago(30))
    const key = { userName: 'u', accessKeyId: id, status: 'Active', source: 'iam' } as const
    const joined = (createDate: Date) => rotation(repository, { accessKeys: [{ ...key, createDate }] })
    expect((await joined(ago(30)))[0]).toMatchObject({ verdict: 'ok', evidence: 'iam', bound: 'exact' })
    expect((await joined(ago(10)))[0]).toMatchObject({ verdict: 'unknown', evidence: 'git-iv', ageDays: 30 })
    const twice = { ...key, createDate: ago(30) }
    expect((await rotation(repository, { accessKeys: [twice, { ...twice, userName: 'v' }] }))[0]).toMatchObject({
      evidence: 'git-iv',
    })
  })

  test('a readable id beside a secret that is older than its key does not date the secret', async () => {
    const repository = newOne()
    const { id } = awsPair(8)
    encrypted(
      repository,
      'secrets/a.yaml',
      `aws_access_key_id_unencrypted: ${id}\naws_secret_access_key: ${secret()}\n`,
    )
    repository.commit('Encrypt', ago(30))
    const key = { userName: 'u', accessKeyId: id, status: 'Active', source: 'iam' } as const
    const joined = async (createDate: Date) =>
      (await rotation(repository, { accessKeys: [{ ...key, createDate }] })).find(
        ({ name }) => name === 'aws_secret_access_key',
      )
    expect(await joined(ago(30))).toMatchObject({ verdict: 'ok', evidence: 'iam', bound: 'exact' })
    expect(await joined(ago(10))).toMatchObject({ verdict: 'unknown', evidence: 'git-iv', ageDays: 30 })
  })

  test('a file that no key opens is told, and judged by what it shows', async () => {
    const repository = newOne()
    encrypted(repository, 'secrets/a.yaml', `password: ${secret()}\n`)
    repository.commit('Encrypt', ago(100))
    const env = { PATH: '/nonexistent', HOME: '/nonexistent' }
    expect(await rotation(repository, { keys: { env, workTree: undefined } })).toMatchObject([
      { name: 'password', verdict: 'overdue' },
      {
        name: '(values with other names)',
        verdict: 'unknown',
        note: expect.stringContaining('no key opens this file'),
      },
    ])
  })

  test('an age identity is dated by the line of age-keygen, and has a limit only where one is set', async () => {
    const repository = newOne()
    encrypted(repository, 'secrets/a.yaml', `region: x\n`)
    repository.commit('Encrypt', ago(1))
    const path = `${repository.home}/keys.txt`
    const read = () => [{ path, identities: commentsIn(readFileSync(path)) }]
    const [row] = await rotation(repository, { identities: read })
    expect(row?.path).toMatch(/keys\.txt$/)
    expect(row).toMatchObject({ verdict: 'unknown', evidence: 'key-file', ageDays: 0, bound: 'at-least' })
    expect(row?.name).toMatch(/^age age1/)
    const rotationRules = { overlapDays: 10, unusedDays: 45, keysMaxAgeDays: 30, overrides: [], exempt: [] }
    const policy = { mustEncrypt: [], maxAgeDays: 90, warnDays: 14, rotation: rotationRules }
    const later = () => new Date(now.getTime() + 30 * DAY)
    expect(await rotation(repository, { identities: read, policy, now: later })).toMatchObject([{ verdict: 'overdue' }])
    const stranger = [{ path, identities: [{ recipient: 'age1other', created: day(500) }] }]
    expect(await rotation(repository, { identities: () => stranger, policy })).toEqual([])
  })
})
