import { randomBytes } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { rotationCommand } from '../../../src/commands/rotation.ts'
import { gitHistory } from '../../../src/git/first-appearance.ts'
import { describeWithSops } from '../../support/sops.ts'
import { newSopsRepository, type SopsRepository } from '../../support/sops-repository.ts'

const DAY = 86_400_000

describeWithSops('with real sops and age', () => {
  const made: SopsRepository[] = []
  afterEach(() => {
    for (const repository of made.splice(0)) repository.remove()
  })

  const secret = (): string => randomBytes(30).toString('base64')
  const file = 'secrets/aws.yaml'

  /** The secret was committed 100 days ago, the region of the same file was changed yesterday. */
  const editedYesterday = () => {
    const repository = newSopsRepository()
    made.push(repository)
    repository.write(file, `aws_secret_access_key: ${secret()}\naws_region: us-east-1\n`)
    repository.sops(['encrypt', '-i', file])
    const edited = Date.parse(/lastmodified: "?([^"\n]+)/.exec(repository.read(file))?.[1] ?? '')
    const now = new Date(edited + DAY)
    repository.git('add', '.')
    repository.commit('Encrypt', new Date(now.getTime() - 100 * DAY))
    repository.sops(['set', '--value-stdin', file, '["aws_region"]'], '"eu-central-1"')
    repository.git('add', '.')
    repository.commit('Change region', new Date(edited))
    return { repository, now, edited: new Date(edited) }
  }

  const rotation = async (repository: SopsRepository, now: Date, files: string[] = []) => {
    const { text, exitCode } = await rotationCommand({
      files,
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
    })
    return { credentials: JSON.parse(text).credentials, exitCode }
  }

  const overdue = { ageDays: 100, evidence: 'git-iv', bound: 'at-least', verdict: 'overdue' }

  test('a secret last changed 100 days ago in a file edited yesterday is overdue from git history', async () => {
    const { repository, now } = editedYesterday()
    const { credentials, exitCode } = await rotation(repository, now)
    expect(credentials).toMatchObject([{ name: 'aws_secret_access_key', path: file, ...overdue }])
    expect(exitCode).toBe(1)
  })

  test('a new value starts a new age, which is never ok', async () => {
    const { repository, now, edited } = editedYesterday()
    repository.sops(['set', '--value-stdin', file, '["aws_secret_access_key"]'], JSON.stringify(secret()))
    repository.git('add', '.')
    repository.commit('Rotate', edited)
    const { credentials, exitCode } = await rotation(repository, now)
    expect(credentials).toMatchObject([{ bound: 'at-least', verdict: 'unknown' }])
    expect(credentials[0].ageDays).toBeLessThanOrEqual(1)
    expect(exitCode).toBe(0)
  })

  test('a renamed file keeps the age of its credentials', async () => {
    const { repository, now, edited } = editedYesterday()
    repository.git('mv', file, 'secrets/bedrock.yml')
    repository.commit('Rename', edited)
    const { credentials } = await rotation(repository, now, ['secrets/bedrock.yml'])
    expect(credentials).toMatchObject([{ path: 'secrets/bedrock.yml', ...overdue }])
  })

  test('sops rotate renews the data key and keeps the age of the credentials', async () => {
    const { repository, now, edited } = editedYesterday()
    const before = repository.read(file)
    repository.sops(['rotate', '-i', file])
    repository.git('add', '.')
    repository.commit('Rotate the data key', edited)
    const leaf = /aws_secret_access_key: (.*)/
    expect(leaf.exec(repository.read(file))?.[1]).not.toBe(leaf.exec(before)?.[1])
    expect((await rotation(repository, now)).credentials).toMatchObject([overdue])
  })

  test('sops updatekeys keeps the age of the credentials', async () => {
    const { repository, now } = editedYesterday()
    repository.sops(['updatekeys', '--yes', file])
    expect((await rotation(repository, now)).credentials).toMatchObject([overdue])
  })

  test('encrypting the whole file anew hides the age: unknown, never ok', async () => {
    const { repository, now, edited } = editedYesterday()
    repository.sops(['decrypt', '-i', file])
    repository.sops(['encrypt', '-i', file])
    repository.git('add', '.')
    repository.commit('Encrypt anew', edited)
    const { credentials, exitCode } = await rotation(repository, now)
    expect(credentials).toMatchObject([{ bound: 'at-least', verdict: 'unknown' }])
    expect(credentials[0].ageDays).toBeLessThanOrEqual(1)
    expect(credentials[0].note).toContain('it may be older')
    expect(exitCode).toBe(0)
  })

  test('credentials in JSON are dated as well', async () => {
    const { repository, now } = editedYesterday()
    repository.write('secrets/api.json', JSON.stringify({ profiles: { dev: { api_key: secret() } } }))
    repository.sops(['encrypt', '-i', 'secrets/api.json'])
    repository.git('add', '.')
    repository.commit('Add', new Date(now.getTime() - 95 * DAY))
    const { credentials } = await rotation(repository, now, ['secrets/api.json'])
    expect(credentials).toMatchObject([{ name: 'profiles.dev.api_key', ageDays: 95, verdict: 'overdue' }])
  })
})
