import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { maySay, valueFacts } from '../../../src/checks/rotation/value-facts.ts'
import { expandMould } from '../../../src/rules/moulds.ts'
import { awsPair } from '../../support/secrets.ts'

const jwt = (payload: object): string =>
  [{ alg: 'none' }, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
    .concat('.')
const seconds = (text: string): number => Date.parse(text) / 1000

/** A certificate with its key, valid for ten days from now. */
const made = () => {
  const folder = mkdtempSync(join(tmpdir(), 'leaktight-cert-'))
  try {
    const key = join(folder, 'key.pem')
    const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '10']
    const certificate = execFileSync('openssl', [...args, '-subj', '/CN=test', '-keyout', key], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return { certificate, key: execFileSync('cat', [key], { encoding: 'utf8' }) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('a value that says what it is', () => {
  test('a long-term AWS key id, with its generation', () => {
    const { id } = awsPair()
    expect(valueFacts(id)).toMatchObject({ is: 'credential', keyId: { old: /[A-P]/.test(id[4] ?? '') } })
    expect(valueFacts(`${id}\n`)).toMatchObject({ is: 'credential' })
    expect(JSON.stringify(valueFacts(id))).not.toContain(id)
  })

  test('a temporary one', () => {
    expect(valueFacts(expandMould('ASIA${base32:16}', 3))).toEqual({ is: 'credential', temporary: true })
  })

  test('the example of the documentation is none', () => {
    expect(valueFacts(['AKIA', 'IOSFODNN7', 'EXAMPLE'].join(''))).toBeUndefined()
  })

  test('a short-term Bedrock key, with its own end', () => {
    const url =
      'bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Date=20261122T100000Z&X-Amz-Expires=43200&Version=1'
    expect(valueFacts(`bedrock-api-key-${Buffer.from(url).toString('base64')}`)).toEqual({
      is: 'credential',
      own: { issued: new Date('2026-11-22T10:00:00Z'), expires: new Date('2026-11-22T22:00:00Z') },
    })
    expect(valueFacts('bedrock-api-key-broken')).toEqual({ is: 'credential' })
  })

  test('a JSON Web Token, with its own dates as far as it has them', () => {
    const [iat, exp] = [seconds('2026-01-01T00:00:00Z'), seconds('2027-01-01T00:00:00Z')]
    expect(valueFacts(jwt({ iat, exp }))).toEqual({
      is: 'credential',
      own: { issued: new Date('2026-01-01T00:00:00Z'), expires: new Date('2027-01-01T00:00:00Z') },
    })
    expect(valueFacts(jwt({ exp }))).toEqual({ is: 'credential', own: { expires: new Date('2027-01-01T00:00:00Z') } })
    expect(valueFacts(jwt({ exp: 'soon' }))).toEqual({ is: 'credential', own: {} })
    expect(valueFacts('eyJubw.eyJubw.x')).toBeUndefined()
  })

  test('dates of a token beyond four digits of a year are none', () => {
    const [milliseconds, now] = [Date.parse('2026-01-01T00:00:00Z'), seconds('2026-01-01T00:00:00Z')]
    expect(valueFacts(jwt({ iat: milliseconds, exp: milliseconds }))?.own).toEqual({})
    expect(valueFacts(jwt({ iat: -1, exp: now }))?.own).toEqual({ expires: new Date('2026-01-01T00:00:00Z') })
    expect(valueFacts(jwt({ iat: now, exp: -1e12 }))?.own).toEqual({
      issued: new Date('2026-01-01T00:00:00Z'),
      expires: new Date(0),
    })
  })

  test('every certificate of a chain counts, and one that cannot be read is told', () => {
    const { certificate } = made()
    const whole = valueFacts(certificate)?.own
    const many = Array<string>(21).fill(certificate)
    expect(valueFacts(many.join(''))?.own).toEqual(whole)
    const broken = ['-----BEGIN CERTIFICATE-----', 'AAAA', '-----END CERTIFICATE-----', ''].join('\n')
    for (const text of [[...many, broken].join(''), broken + certificate, certificate + broken.slice(0, 30)])
      expect(valueFacts(text)?.own).toEqual({ ...whole, incomplete: true })
  })

  test('a certificate is none, but ends; its private key is one', () => {
    const { certificate, key } = made()
    const facts = valueFacts(certificate)
    expect(facts?.is).toBe('certificate')
    const { issued, expires } = facts?.own ?? {}
    expect((expires?.getTime() ?? 0) - (issued?.getTime() ?? 0)).toBe(10 * 86_400_000)
    expect(valueFacts(key)).toEqual({ is: 'credential' })
    expect(valueFacts(`${key}${certificate}`)).toEqual({ is: 'credential', own: { expires } })
    expect(valueFacts('-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----')).toBeUndefined()
  })

  test.each([
    'ABSK${base64:40}',
    'ghp_${alnum:36}',
    'AGE-SECRET-KEY-1${alnum:58}',
    'postgres://user:${alnum:12}@db/name',
  ])('%s', (mould) => {
    const value = expandMould(mould, 1)
    expect(valueFacts(value)).toEqual({ is: 'credential' })
    expect(maySay(value)).toBe(true)
  })

  test.each(['us-east-1', 'https://example.com/x', 'AKIA', '', 'a'.repeat(100_000)])('%.20s says nothing', (value) => {
    expect(valueFacts(value)).toBeUndefined()
    expect(maySay(value.slice(0, 512))).toBe(false)
  })
})
