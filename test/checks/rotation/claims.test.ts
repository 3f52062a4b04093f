import { describe, expect, test } from 'vitest'
import { claimName } from '../../../src/checks/rotation/claim-names.ts'
import { claimedInstant } from '../../../src/checks/rotation/claimed-instant.ts'
import { credentialLeaves } from '../../../src/checks/rotation/credential-leaves.ts'
import { readEncryptedFile } from '../../../src/sops/document.ts'
import { enc, sopsYaml } from './encrypted-text.ts'

const unencrypted = '_unencrypted'

describe('a key that claims a date', () => {
  test.each([
    ['rotated_at_unencrypted', 'created', ''],
    ['aws_rotated_at_unencrypted', 'created', 'aws'],
    ['AWS_ROTATED_AT_unencrypted', 'created', 'aws'],
    ['db_password_created_at', 'created', 'db_password'],
    ['created', 'created', ''],
    ['aws_expires_at_unencrypted', 'expires', 'aws'],
    ['expires', 'expires', ''],
    ['aws_key_hint_unencrypted', 'hint', 'aws'],
  ])('%s', (key, role, prefix) => {
    const name = claimName(key, unencrypted)
    expect(name).toMatchObject({ role, prefix })
    expect(name?.meant).toBeUndefined()
  })

  test.each([
    ['rotated-at', 'rotated_at'],
    ['aws-rotated-at_unencrypted', 'aws_rotated_at'],
    ['rotatedAt', 'rotated_at'],
    ['last_rotated', 'rotated_at'],
    ['aws_rotate_at_unencrypted', 'aws_rotated_at'],
    ['expiry', 'expires_at'],
    ['AWS_EXPIRATION_DATE', 'aws_expires_at'],
  ])('%s nearly does, and %s was meant', (key, meant) => {
    expect(claimName(key, unencrypted)?.meant).toBe(meant)
  })

  test.each(['aws_region', 'updated_at', 'password', 'unrotated_at', 'rotated_at_by', '', 'x'.repeat(100_000)])(
    'not %.30s',
    (key) => {
      expect(claimName(key, unencrypted)).toBeUndefined()
    },
  )

  test('the suffix of the file is what counts', () => {
    expect(claimName('rotated_at_plain', '_plain')).toMatchObject({ role: 'created' })
    expect(claimName('rotated_at_plain', unencrypted)).toBeUndefined()
  })
})

describe('a claimed date', () => {
  test.each([
    ['2026-09-01T00:00:00Z', '2026-09-01T00:00:00.000Z'],
    ['2026-09-01T02:00:00+02:00', '2026-09-01T00:00:00.000Z'],
    ['2026-08-31T12:00:00-12:00', '2026-09-01T00:00:00.000Z'],
    ['2026-09-01 00:00:00z', '2026-09-01T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ])('%s is an instant', (text, at) => {
    expect(claimedInstant(text, true)).toMatchObject({ at: new Date(at) })
  })

  test('a day is told to count from 00:00 UTC, and what is not quoted to be a risk', () => {
    expect(claimedInstant('2026-09-01', true)).toMatchObject({ remark: expect.stringContaining('00:00 UTC') })
    expect(claimedInstant('2026-09-01T00:00:00Z', false)).toMatchObject({ remark: expect.stringContaining('quote it') })
    expect(claimedInstant('2026-09-01T00:00:00Z', true)).toEqual({ at: new Date('2026-09-01T00:00:00Z') })
  })

  test.each([
    ['2026-09-01T10:00:00', 'time zone'],
    ['2026-09-01 10:00', 'time zone'],
    ['1767225600', 'bare number'],
    [1767225600, 'bare number'],
    [1767225600000, 'bare number'],
    ['2026-02-29', 'does not exist'],
    ['2026-02-30T00:00:00Z', 'no date'],
    ['01/09/2026', 'no date'],
    ['yesterday', 'no date'],
    ['', 'no date'],
    [true, 'no date'],
    [null, 'no date'],
  ])('%j is none: %s', (value, why) => {
    expect(claimedInstant(value, true)).toEqual({ problem: expect.stringContaining(why) })
  })
})

const claimsIn = async (lines: readonly string[], selector = '', path = 'a.yaml') => {
  const file = await readEncryptedFile(path, sopsYaml(lines).replace('    lastmodified', `${selector}    lastmodified`))
  if (file === undefined) throw new Error('the test file is no SOPS file')
  const text = sopsYaml(lines).replace('    lastmodified', `${selector}    lastmodified`)
  return new Map(credentialLeaves(file, { path, text }).map(({ leaf, claims }) => [leaf.path.join('.'), claims]))
}

const at = (text: string): { at: Date } => ({ at: new Date(text) })

describe('claims of the credentials beside them', () => {
  test('hold by prefix, the longest first; without one for the whole map, and for no other map', async () => {
    const claims = await claimsIn([
      `aws_access_key_id: ${enc('i')}`,
      `aws_secret_access_key: ${enc('s')}`,
      `db_password: ${enc('p')}`,
      `token: ${enc('t')}`,
      'rotated_at_unencrypted: "2026-01-01T00:00:00Z"',
      'aws_rotated_at_unencrypted: "2026-02-01T00:00:00Z"',
      'aws_access_key_expires_at_unencrypted: "2026-12-01T00:00:00Z"',
      'db_password_rotated_at_unencrypted: "2026-03-01T00:00:00Z"',
      'profiles:',
      '    dev:',
      `        secret_access_key: ${enc('d')}`,
      '        created_at_unencrypted: "2026-04-01T00:00:00Z"',
      '    prod:',
      `        secret_access_key: ${enc('q')}`,
    ])
    const pair = { created: at('2026-02-01T00:00:00Z'), expires: at('2026-12-01T00:00:00Z') }
    expect(claims.get('aws_access_key_id')).toMatchObject(pair)
    expect(claims.get('aws_secret_access_key')).toMatchObject(pair)
    expect(claims.get('db_password')).toMatchObject({ created: at('2026-03-01T00:00:00Z') })
    expect(claims.get('token')).toMatchObject({ created: at('2026-01-01T00:00:00Z') })
    expect(claims.get('profiles.dev.secret_access_key')).toMatchObject({ created: at('2026-04-01T00:00:00Z') })
    expect(claims.get('profiles.prod.secret_access_key')?.created).toBeUndefined()
  })

  test('rotated_at is closer to the value than created_at', async () => {
    const dates = ['created_at_unencrypted: "2025-01-01T00:00:00Z"', 'rotated_at_unencrypted: "2026-01-01T00:00:00Z"']
    const claims = await claimsIn([`token: ${enc('t')}`, ...dates])
    expect(claims.get('token')).toMatchObject({ created: at('2026-01-01T00:00:00Z') })
  })

  test.each([
    [
      'an encrypted date',
      `rotated_at: ${enc('x')}`,
      '',
      'is encrypted, so that it is not read: call it rotated_at_unencrypted',
    ],
    ['a suffix in capitals', `ROTATED_AT_UNENCRYPTED: ${enc('x')}`, '', 'compares the ending _unencrypted with case'],
    ['another suffix', `rotated_at: ${enc('x')}`, '    unencrypted_suffix: _plain\n', 'call it rotated_at_plain'],
    ['an encrypted suffix', `rotated_at_enc: ${enc('x')}`, '    encrypted_suffix: _enc\n', undefined],
    [
      'encrypted_regex',
      `rotated_at: ${enc('x')}`,
      "    encrypted_regex: '^(token|rot)'\n",
      'encrypted_regex of this file does not match',
    ],
    [
      'unencrypted_regex',
      `rotated_at: ${enc('x')}`,
      "    unencrypted_regex: '^meta'\n",
      'unencrypted_regex of this file matches',
    ],
    [
      'another word',
      'last_rotated_unencrypted: "2026-01-01T00:00:00Z"',
      '',
      'last_rotated_unencrypted is not read; call it rotated_at_unencrypted',
    ],
    ['a hyphen', 'rotated-at_unencrypted: "2026-01-01T00:00:00Z"', '', 'call it rotated_at_unencrypted'],
    ['no zone', 'rotated_at_unencrypted: "2026-01-01T00:00:00"', '', 'rotated_at_unencrypted has no time zone'],
    ['an epoch', 'rotated_at_unencrypted: 1767225600', '', 'rotated_at_unencrypted is a bare number'],
    ['a comment', '# rotated on 2026-01-01', '', 'a date in a comment counts for nothing'],
  ])('%s is explained', async (_, line, selector, note) => {
    const claims = (await claimsIn([line, `token: ${enc('t')}`], selector)).get('token')
    expect(claims?.created).toBeUndefined()
    if (note === undefined) expect(claims?.notes).toEqual([])
    else expect(claims?.notes).toEqual([expect.stringContaining(note)])
  })

  test('with other selectors the name needs no suffix', async () => {
    const lines = [`aws_secret_access_key: ${enc('t')}`, 'aws_rotated_at: "2026-01-01T00:00:00Z"']
    const claims = await claimsIn(lines, "    encrypted_regex: '_key$'\n")
    expect(claims.get('aws_secret_access_key')).toEqual({
      created: { name: 'aws_rotated_at', ...at('2026-01-01T00:00:00Z') },
      notes: [],
    })
  })

  test('an unquoted date is read and told', async () => {
    const claims = await claimsIn([`token: ${enc('t')}`, 'rotated_at_unencrypted: 2026-01-01'])
    expect(claims.get('token')).toMatchObject({ created: at('2026-01-01T00:00:00Z') })
    expect(claims.get('token')?.notes).toEqual([expect.stringContaining('stands without quotes')])
  })

  test('a date that the mac does not cover is told', async () => {
    const lines = [`token: ${enc('t')}`, 'rotated_at_unencrypted: "2026-01-01T00:00:00Z"']
    const claims = await claimsIn(lines, '    mac_only_encrypted: true\n')
    expect(claims.get('token')?.notes).toEqual([expect.stringContaining('mac_only_encrypted')])
  })

  test('an end before the beginning is no date at all', async () => {
    const claims = await claimsIn([
      `token: ${enc('t')}`,
      'rotated_at_unencrypted: "2026-02-01T00:00:00Z"',
      'expires_at_unencrypted: "2026-01-01T00:00:00Z"',
    ])
    expect(claims.get('token')).toEqual({
      notes: ['expires_at_unencrypted lies before rotated_at_unencrypted; neither is read'],
    })
  })

  test('a note never repeats a value', async () => {
    const secret = 'hunter2-hunter2'
    const claims = await claimsIn([`token: ${enc('t')}`, `rotated_at_unencrypted: ${secret}`])
    expect(JSON.stringify([...claims])).not.toContain(secret)
  })

  test('many claims beside many credentials are answered at once', async () => {
    const lines = Array.from({ length: 4000 }, (_, index) => [
      `k${index}_token: ${enc('t')}`,
      `k${index}_rotated_at_unencrypted: "2026-01-01T00:00:00Z"`,
    ]).flat()
    const claims = await claimsIn(lines)
    expect(claims.size).toBe(4000)
    expect(claims.get('k3999_token')).toMatchObject({ created: at('2026-01-01T00:00:00Z') })
  })
})
