import { describe, expect, test } from 'vitest'
import type { OpenedFile } from '../../../src/checks/rotation/credential-ages.ts'
import { identityAges, recipientAges } from '../../../src/checks/rotation/key-ages.ts'
import type { RotationRules } from '../../../src/model/rule.ts'
import { readEncryptedFile } from '../../../src/sops/document.ts'
import { commentsIn } from '../../../src/sources/machine/identity-comments.ts'
import { enc, sopsYaml } from './encrypted-text.ts'

const now = new Date('2026-11-22T12:00:00Z')
const rules: RotationRules = { overlapDays: 10, unusedDays: 45, overrides: [], exempt: [] }
const contextOf = (rotation: Partial<RotationRules> = {}) => ({
  now: () => now,
  policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14, rotation: { ...rules, ...rotation } },
})

const fingerprint = 'A'.repeat(40)
const arn = 'arn:aws:kms:us-east-1:111122223333:key/0'
const block = (pgp: string, kms: string): string =>
  [
    '    pgp:',
    `        - created_at: "${pgp}"`,
    '          enc: x',
    `          fp: ${fingerprint}`,
    '    kms:',
    `        - arn: ${arn}`,
    `          created_at: "${kms}"`,
    '          enc: x',
    '    lastmodified',
  ].join('\n')

const fileOf = async (path: string, pgp: string, kms: string): Promise<OpenedFile> => {
  const text = sopsYaml([`password: ${enc(path)}`]).replace('    lastmodified', block(pgp, kms))
  const sops = await readEncryptedFile(path, text)
  if (sops === undefined) throw new Error('the test file is no SOPS file')
  return { path, text, sops }
}

const files = () =>
  Promise.all([
    fileOf('b.yaml', '2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z'),
    fileOf('a.yaml', '2026-01-01T00:00:00Z', 'never'),
  ])

describe('recipients', () => {
  test('are dated by the earliest created_at of all files, once each, and have no limit by themselves', async () => {
    const ages = recipientAges(await files(), contextOf())
    expect(ages).toMatchObject([
      { subject: 'recipient', name: `pgp ${fingerprint}`, path: 'a.yaml', source: 'created-at', verdict: 'unknown' },
      { subject: 'recipient', path: 'b.yaml', ageDays: 21, verdict: 'unknown' },
    ])
    expect(ages[0]?.policy.exempt?.reason).toContain('no limit is set')
    expect(ages[0]).toMatchObject({ unlimited: true })
    expect(ages[0]?.statements).toMatchObject([
      { bound: 'at-least', note: expect.stringContaining('earliest of 2 files') },
    ])
  })

  test('are overdue by a limit of their own, and never ok', async () => {
    const ages = recipientAges(await files(), contextOf({ keysMaxAgeDays: 300 }))
    expect(ages.map(({ verdict }) => verdict)).toEqual(['overdue', 'unknown'])
    expect(ages[0]?.policy.exempt).toBeUndefined()
  })

  test('are named by overrides and exemptions', async () => {
    const overrides = [{ names: ['kms arn:*/**'], maxAgeDays: 20 }]
    const exempt = [{ names: ['pgp *'], reason: 'a token' }]
    const [pgp, kms] = recipientAges(await files(), contextOf({ keysMaxAgeDays: 300, overrides, exempt }))
    expect(pgp).toMatchObject({ verdict: 'overdue', policy: { exempt: { reason: 'a token' } } })
    expect(kms).toMatchObject({ verdict: 'overdue', policy: { maxAgeDays: 20 } })
  })
})

describe('identities', () => {
  const recipient = `age1${'q'.repeat(58)}`
  const secret = ['AGE-SECRET', 'KEY-1', 'X'.repeat(58)].join('-')

  test('are read by the comments above them alone', () => {
    const text = `# created: 2026-01-01T00:00:00+01:00\n# public key: ${recipient}\n${secret}\n\n${secret}\n# created: now`
    const found = commentsIn(Buffer.from(text))
    expect(found).toEqual([{ created: '2026-01-01T00:00:00+01:00', recipient }, {}])
    expect(JSON.stringify(found)).not.toContain('SECRET')
    expect(commentsIn(Buffer.from(`# created: 2026-01-01T00:00:00Z\r\n${secret}\r\n`))).toEqual([
      { created: '2026-01-01T00:00:00Z' },
    ])
    expect(commentsIn(Buffer.from(''))).toEqual([])
  })

  test('count where they open a file; the comment proves them old and never young', async () => {
    const opened = await files()
    const of = (created: string, keysMaxAgeDays = 90) => {
      const found = [{ path: '/home/u/keys.txt', identities: [{ created, recipient }] }]
      return identityAges(found, opened, contextOf({ keysMaxAgeDays }))[0]
    }
    expect(of('2026-01-01T00:00:00Z')).toMatchObject({ verdict: 'overdue', bound: 'at-least', source: 'key-file' })
    expect(of('2026-11-01T00:00:00Z')).toMatchObject({ verdict: 'unknown' })
    expect(of('2027-01-01T00:00:00Z')).toMatchObject({
      verdict: 'unknown',
      bound: 'none',
      note: expect.stringContaining('future'),
    })
    expect(of('yesterday')).toMatchObject({ verdict: 'unknown', bound: 'none' })
  })
})
