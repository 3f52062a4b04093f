import { describe, expect, test } from 'vitest'
import { credentialLeaves } from '../../../src/checks/rotation/credential-leaves.ts'
import {
  fileNames,
  keyPairHalf,
  namesCertificate,
  namesCredential,
} from '../../../src/checks/rotation/credential-names.ts'
import { readEncryptedFile, readSopsFile } from '../../../src/sops/document.ts'
import { enc, sopsYaml } from './encrypted-text.ts'

const oldId = `${['AK', 'IA'].join('')}IQNZGKIQY56JQ7WM`
const newId = `${['AK', 'IA'].join('')}QQNZGKIQY56JQ7WM`

const found = async (lines: readonly string[]): Promise<string[]> => {
  const file = await readSopsFile('secrets/aws.yaml', sopsYaml(lines))
  if (file === undefined) throw new Error('the test file is no SOPS file')
  return credentialLeaves(file).map(({ leaf, oldKeyId }) => leaf.path.join('.') + (oldKeyId ? ' (old)' : ''))
}

describe('a key that names a credential', () => {
  test.each([
    'aws_secret_access_key',
    'aws_access_key_id',
    'AWS_SECRET_ACCESS_KEY_PROD',
    'accessKeyId',
    'SecretAccessKey',
    'AccessKeyID',
    'DBPassword',
    'root-password',
    'passwd',
    'api_key',
    'apikey',
    'APIKey',
    'openai.api.key',
    'token',
    'github_token_v2',
    'client_secret',
    'private_key',
    'SMTP_PASS',
    'AWS_BEARER_TOKEN_BEDROCK',
    'db_password_unencrypted',
    'password_old_2',
    'password1',
    'apiKey2',
    'TOKEN10',
    'database_url',
    'REDIS_URL_PROD',
    'sentry_dsn',
    'azure_connection_string',
    'ConnectionString',
    'slack_webhook_url',
    'webhook',
    'tls.key',
    'client-key-data',
    'ssh_key',
    'id_ed25519',
    'server_pem',
    'github_pat',
    'gcp_service_account',
    'SECRET_KEY_BASE',
    '.dockerconfigjson',
    'kubeconfig',
    'api_key_base64',
    'aws_session_token',
  ])('%s', (key) => {
    expect(namesCredential([key])).toBe(true)
  })

  test('a value in a collection of credentials', () => {
    expect(namesCredential(['api_keys', 'stripe'])).toBe(true)
    expect(namesCredential(['profiles', 'dev'])).toBe(false)
  })

  test.each([
    'aws_region',
    'model_id',
    'endpoint',
    'username',
    'public_key',
    'password_file',
    'token_url',
    'secret_name',
    'max_tokens',
    'token2022_ttl',
    'compass1',
    'compass',
    'bypass',
    'keyboard',
    'password_policy',
    'token_ttl',
    'key_id',
    'private_key_id',
    'public_key_pem',
    'ssh_public_key',
    'primary_key',
    'base_url',
    'api_url',
    'webhook_events',
    'certificate',
    'user_data',
    '',
  ])('not %s', (key) => {
    expect(namesCredential(['bedrock', key])).toBe(false)
  })

  test.each(['tls.crt', 'client_certificate_data', 'certificate_pem', 'server-cert'])(
    '%s names a certificate',
    (key) => {
      expect(namesCertificate([key])).toBe(true)
      expect(namesCredential([key])).toBe(false)
    },
  )

  test.each(['id_rsa', 'deploy/id_ed25519.enc', 'tls.key', 'server.pem.sops', 'kubeconfig', '.netrc', 'api_token.txt'])(
    'the name of a file says it: %s',
    (path) => {
      expect(fileNames(`secrets/${path}`)).toBe('credential')
    },
  )

  test('the name of a file says that it is a certificate, or nothing', () => {
    expect(fileNames('ca.crt.enc')).toBe('certificate')
    expect(fileNames('secrets/archive.tar')).toBeUndefined()
    expect(fileNames('id_rsa.pub')).toBeUndefined()
  })

  test('a name as long as a file is answered at once', () => {
    expect(namesCredential(['_1'.repeat(500_000)])).toBe(false)
    expect(namesCredential(['A'.repeat(1_000_000)])).toBe(false)
  })

  test('halves of a key pair are told apart', () => {
    expect(keyPairHalf(['profiles', 'dev', 'access_key_id'])).toBe('id')
    expect(keyPairHalf(['awsSecretAccessKey'])).toBe('secret')
    expect(keyPairHalf(['api_key'])).toBeUndefined()
  })
})

describe('credentials of an encrypted file', () => {
  test('are its encrypted leaves with such names, in file order', async () => {
    const lines = [
      `aws_region: ${enc('r')}`,
      `aws_secret_access_key: ${enc('s')}`,
      `aws_access_key_id: ${enc('i')}`,
      'bedrock:',
      `    model_id: ${enc('m')}`,
      `    endpoint: ${enc('e')}`,
      'profiles:',
      '    dev:',
      `        secret_access_key: ${enc('p')}`,
      `        region: ${enc('q')}`,
      'passwords:',
      `    - ${enc('one')}`,
      'token_unencrypted: visible',
    ]
    expect(await found(lines)).toEqual([
      'aws_secret_access_key',
      'aws_access_key_id',
      'profiles.dev.secret_access_key',
      'passwords',
    ])
  })

  test('an old key id beside its secret makes the secret old', async () => {
    const lines = [
      'profiles:',
      '    dev:',
      `        aws_key_hint_unencrypted: ${oldId}`,
      `        secret_access_key: ${enc('dev')}`,
      `        password: ${enc('pw')}`,
      '    prod:',
      `        secret_access_key: ${enc('prod')}`,
    ]
    expect(await found(lines)).toEqual([
      'profiles.dev.secret_access_key (old)',
      'profiles.dev.password',
      'profiles.prod.secret_access_key',
    ])
  })

  test('a young key id beside its secret says nothing', async () => {
    expect(await found([`aws_access_key_id_unencrypted: ${newId}`, `secret_access_key: ${enc('s')}`])).toEqual([
      'secret_access_key',
    ])
  })

  test('the name of a YAML alias is no key id', async () => {
    const lines = [`a_unencrypted: &${oldId} x`, `b_unencrypted: *${oldId}`, `secret_access_key: ${enc('s')}`]
    expect(await found(lines)).toEqual(['secret_access_key'])
  })

  test('an old key id with two secrets beside it speaks for itself alone', async () => {
    const lines = [
      `dev_id_unencrypted: ${oldId}`,
      `secret_access_key_dev: ${enc('a')}`,
      `secret_access_key_prod: ${enc('b')}`,
    ]
    expect(await found(lines)).toEqual(['dev_id_unencrypted (old)', 'secret_access_key_dev', 'secret_access_key_prod'])
  })

  test('an old key id beside the key of something else speaks for itself alone', async () => {
    const id = `aws_access_key_id_unencrypted: ${oldId}`
    for (const name of ['django_secret_key', 'minio_secret_key', 'secret_key', 'gcs_secret_access_key'])
      expect(await found([id, `${name}: ${enc('a')}`])).toEqual(['aws_access_key_id_unencrypted (old)', name])
    expect(await found([id, `secret_access_key: ${enc('a')}`])).toEqual(['secret_access_key (old)'])
  })

  test('an old key id belongs to the secret that is called like it', async () => {
    const others = [`SECRET_KEY: ${enc('b')}`, `MINIO_SECRET_KEY: ${enc('c')}`]
    expect(
      await found([`AWS_ACCESS_KEY_ID_unencrypted: ${oldId}`, `AWS_SECRET_ACCESS_KEY: ${enc('a')}`, ...others]),
    ).toEqual(['AWS_SECRET_ACCESS_KEY (old)', 'SECRET_KEY', 'MINIO_SECRET_KEY'])
  })

  test('a readable key id beside an encrypted one is that of another key', async () => {
    const pair = [`aws_access_key_id: ${enc('i')}`, `aws_secret_access_key: ${enc('s')}`]
    expect(await found([...pair, `previous_access_key_id_unencrypted: ${oldId}`])).toEqual([
      'aws_access_key_id',
      'aws_secret_access_key',
      'previous_access_key_id_unencrypted (old)',
    ])
    expect(await found([...pair, `backup_key_hint_unencrypted: ${oldId}`])).toEqual([
      'aws_access_key_id',
      'aws_secret_access_key',
      'backup_key_hint_unencrypted (old)',
    ])
    expect(await found([...pair, `key_hint_unencrypted: ${oldId}`])).toEqual([
      'aws_access_key_id (old)',
      'aws_secret_access_key (old)',
    ])
  })

  test('a date beside a key id is none of the key of something else', async () => {
    const lines = (secret: string): string[] => [
      `aws_access_key_id: ${enc('i')}`,
      `${secret}: ${enc('s')}`,
      'aws_rotated_at_unencrypted: "2026-01-01T00:00:00Z"',
    ]
    const dated = async (secret: string): Promise<string[]> => {
      const file = await readEncryptedFile('a.yaml', sopsYaml(lines(secret)))
      return credentialLeaves(file ?? expect.fail('no SOPS file'))
        .filter(({ claims }) => claims.created !== undefined)
        .map(({ leaf }) => leaf.path.at(-1) ?? '')
    }
    expect(await dated('minio_secret_key')).toEqual(['aws_access_key_id'])
    expect(await dated('secret_key')).toEqual(['aws_access_key_id'])
    expect(await dated('secret_access_key')).toEqual(['aws_access_key_id', 'secret_access_key'])
    expect(await dated('aws_secret_key')).toEqual(['aws_access_key_id', 'aws_secret_key'])
  })

  test('of two key ids beside one secret only the old one is certain', async () => {
    const lines = [`a_unencrypted: ${oldId}`, `b_unencrypted: ${newId}`, `secret_access_key: ${enc('a')}`]
    expect(await found(lines)).toEqual(['a_unencrypted (old)', 'secret_access_key'])
  })

  test('a temporary id, hinted at or readable, or a session token makes the pair beside it temporary', async () => {
    const temporary = async (line: string): Promise<string[]> => {
      const lines = ['aws:', `    access_key_id: ${enc('i')}`, `    secret_access_key: ${enc('s')}`, `    ${line}`]
      const file = await readEncryptedFile('a.yaml', sopsYaml([...lines, `other_token: ${enc('o')}`]))
      return credentialLeaves(file ?? expect.fail('no SOPS file'))
        .filter((credential) => credential.temporary)
        .map(({ leaf }) => leaf.path.at(-1) ?? '')
    }
    const pair = ['access_key_id', 'secret_access_key']
    expect(await temporary(`key_hint_unencrypted: ${['AS', 'IA'].join('')}…WM7Q`)).toEqual(pair)
    expect(await temporary(`id_unencrypted: ${['AS', 'IA'].join('')}QQNZGKIQY56JQ7WM`)).toEqual([
      ...pair,
      'id_unencrypted',
    ])
    expect(await temporary(`session_token: ${enc('t')}`)).toEqual([...pair, 'session_token'])
    expect(await temporary('key_hint_unencrypted: …WM7Q')).toEqual([])
  })

  test('members of a list of maps are told apart', async () => {
    const lines = [
      'accounts:',
      ...['a', 'b'].flatMap((seed, index) => [
        `    - secret_access_key: ${enc(seed)}`,
        `      rotated_at_unencrypted: "2026-0${index + 1}-01T00:00:00Z"`,
      ]),
    ]
    const file = await readEncryptedFile('a.yaml', sopsYaml(lines))
    const dates = credentialLeaves(file ?? expect.fail('no SOPS file')).map(({ claims }) => claims.created?.at)
    expect(dates).toEqual([new Date('2026-01-01T00:00:00Z'), new Date('2026-02-01T00:00:00Z')])
  })
})
