import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ambientCredentials } from '../../src/aws/credentials.ts'
import { CannotCheckError, UserError } from '../../src/model/errors.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'leaktight-home-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const write = (path: string, text: string): string => {
  const file = join(home, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  return file
}

const found = (env: NodeJS.ProcessEnv = {}, profile?: string) => {
  const credentials = ambientCredentials({ env: { HOME: home, ...env }, ...(profile === undefined ? {} : { profile }) })
  return (
    credentials && {
      id: credentials.accessKeyId,
      secret: credentials.secretAccessKey.read((value) => value),
      token: credentials.sessionToken?.read((value) => value),
      source: credentials.source,
    }
  )
}

const own = { AWS_ACCESS_KEY_ID: 'own', AWS_SECRET_ACCESS_KEY: 'word' }
const keys = (name: string, more = ''): string =>
  `aws_access_key_id = ${name}-id\naws_secret_access_key = ${name}/a+b=\n${more}`

describe('credentials', () => {
  test('there are none', () => {
    expect(found()).toBeUndefined()
  })

  test('of the environment, with the token of a session', () => {
    expect(found(own)).toEqual({ id: 'own', secret: 'word', token: undefined, source: 'the environment' })
    expect(found({ ...own, AWS_SESSION_TOKEN: 'token' })?.token).toBe('token')
    expect(found({ ...own, AWS_SESSION_TOKEN: '' })?.token).toBeUndefined()
  })

  test('of the environment go before those of AWS_PROFILE, and not before a profile that is named', () => {
    write('.aws/credentials', `[dev]\n${keys('dev')}`)
    expect(found({ ...own, AWS_PROFILE: 'dev' })?.id).toBe('own')
    expect(found(own, 'dev')?.id).toBe('dev-id')
  })

  test.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('%s alone is a mistake', (name) => {
    expect(() => found({ [name]: 'x' })).toThrow(UserError)
  })

  test('of a profile, with whatever stands around it', () => {
    write(
      '.aws/credentials',
      `# [dev]\n\uFEFF[default]\r\n${keys('default')}\n; x\n[ dev ]\n${keys('dev', 'aws_session_token=token\nregion = eu-west-1\n')}[other]\n${keys('other')}`.replaceAll(
        '\uFEFF',
        '',
      ),
    )
    expect(found()).toEqual({ id: 'default-id', secret: 'default/a+b=', token: undefined, source: 'profile "default"' })
    const dev = { id: 'dev-id', secret: 'dev/a+b=', token: 'token', source: 'profile "dev"' }
    expect(found({ AWS_PROFILE: 'dev' })).toEqual(dev)
    expect(found({ AWS_DEFAULT_PROFILE: 'dev' })).toEqual(dev)
  })

  test('of the configuration file, where a profile is called so', () => {
    write('.aws/config', `[dev]\n${keys('wrong')}\n[profile dev]\n${keys('right', 's3 =\n  max_queue_size = 10\n')}`)
    expect(found({}, 'dev')?.id).toBe('right-id')
    write('.aws/credentials', `[dev]\n${keys('first')}`)
    expect(found({}, 'dev')?.id).toBe('first-id')
  })

  test('of files elsewhere', () => {
    const shared = write('a', `[default]\n${keys('shared')}`)
    expect(found({ AWS_SHARED_CREDENTIALS_FILE: shared })?.id).toBe('shared-id')
    const config = write('b', `[profile dev]\n${keys('config')}`)
    expect(found({ AWS_CONFIG_FILE: config }, 'dev')?.id).toBe('config-id')
  })

  test('a profile that does not exist is a mistake', () => {
    expect(() => found({ AWS_PROFILE: 'none' })).toThrow('there is no profile "none" with an access key')
  })

  test('a file that cannot be read is an error', () => {
    mkdirSync(join(home, '.aws/credentials'), { recursive: true })
    expect(() => found()).toThrow(CannotCheckError)
  })

  test.each([
    'credential_process = touch PLACE',
    'role_arn = arn:aws:iam::111122223333:role/x\nsource_profile = default',
    'sso_session = x',
    'sso_start_url = https://x.example',
    'web_identity_token_file = /x',
  ])('%s is told and not followed', async (line) => {
    const place = join(home, 'ran')
    write('.aws/config', `[profile dev]\n${line.replace('PLACE', place)}\n`)
    expect(() => found({ AWS_PROFILE: 'dev' })).toThrow(
      new RegExp(`profile "dev" takes its credentials from ${line.split(' ')[0]}`),
    )
    const { existsSync } = await import('node:fs')
    expect(existsSync(place)).toBe(false)
  })

  test('no error and no form of printing shows a secret', async () => {
    const { inspect } = await import('node:util')
    const credentials = ambientCredentials({ env: { ...own, AWS_SESSION_TOKEN: 'some-token' } })
    for (const shown of [inspect(credentials, { depth: 9, showHidden: true }), JSON.stringify(credentials)])
      expect(shown).not.toMatch(/word|some-token/)
    write('.aws/credentials', '[dev]\naws_secret_access_key = a-secret\n')
    expect(() => found({ AWS_PROFILE: 'dev' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('a-secret') }),
    )
  })
})
