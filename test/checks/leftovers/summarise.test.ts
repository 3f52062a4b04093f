import { describe, expect, it } from 'vitest'
import { leftoverMeta, summariseLeftovers } from '../../../src/checks/leftovers/index.ts'
import type { Finding } from '../../../src/model/finding.ts'

const finding = (rule: string, line: number, more: Partial<Finding> = {}): Finding => ({
  rule,
  severity: 'high',
  status: 'open',
  path: '/tmp/aws-update.yaml',
  origin: { from: 'machine' },
  region: { startLine: line, startColumn: 1, endLine: line, endColumn: 9 },
  message: 'x',
  fingerprint: `${rule}:/tmp/aws-update.yaml:ab${line}0`,
  remedy: 'y',
  ...more,
})

const keyTree = (line: number): Finding => finding('leftover-key-tree', line, { details: { like: 'secrets/aws.yaml' } })

const nobody = new Map<string, 'group' | 'everyone'>()
const everyone = new Map([['/tmp/aws-update.yaml', 'everyone' as const]])

describe('summariseLeftovers', () => {
  it('makes one finding of all findings in a file, at the first credential', () => {
    const found = [
      finding('aws-secret-access-key', 5),
      finding('aws-access-key-id', 2),
      keyTree(2),
      finding('aws-access-key-id', 9),
    ]
    expect(summariseLeftovers(found, nobody)).toEqual([
      {
        rule: 'leftover-plaintext',
        severity: 'high',
        status: 'open',
        path: '/tmp/aws-update.yaml',
        origin: { from: 'machine' },
        region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 9 },
        message:
          'plaintext left behind: holds aws-access-key-id, aws-secret-access-key; repeats the keys of secrets/aws.yaml',
        fingerprint: 'leftover-plaintext:/tmp/aws-update.yaml:ab20',
        remedy: 'leaktight shred /tmp/aws-update.yaml',
        details: { holds: 'aws-access-key-id, aws-secret-access-key', like: 'secrets/aws.yaml' },
      },
    ])
  })

  it.each([
    ['a credential', [finding('a', 1)], nobody, 'high'],
    ['a guess', [finding('a', 1, { severity: 'medium' })], everyone, 'high'],
    ['a key tree others can read', [keyTree(1)], everyone, 'high'],
    ['both halves of a credential', [finding('a', 1, { severity: 'critical' })], nobody, 'critical'],
    ['a credential others can read', [finding('a', 1)], everyone, 'critical'],
  ] as const)('rates %s', (_, found, readers, severity) => {
    expect(summariseLeftovers(found, readers)[0]?.severity).toBe(severity)
  })

  it('says who else can read the file', () => {
    const [summary] = summariseLeftovers([keyTree(1)], everyone)
    expect(summary?.message).toBe('plaintext left behind: repeats the keys of secrets/aws.yaml; readable by everyone')
    expect(summary?.details).toEqual({ like: 'secrets/aws.yaml', readable: 'by everyone' })
  })

  it('names only what nobody allowed, and keeps the allow of a file that is allowed as a whole', () => {
    const inlineAllow = { rule: 'a', path: '/tmp/aws-update.yaml', line: 1, alone: false, reason: 'fixture' }
    const allowed = finding('a', 1, { inlineAllow })
    expect(summariseLeftovers([allowed, finding('b', 2)], nobody)[0]?.message).toBe('plaintext left behind: holds b')
    expect(summariseLeftovers([allowed], nobody)[0]?.inlineAllow).toEqual(inlineAllow)
  })

  it('keeps files apart and hands on what lies elsewhere', () => {
    const staged = finding('a', 1, { path: 'a.yaml', origin: { from: 'index' } })
    const other = finding('a', 1, { path: '/tmp/it is; here.env' })
    const summaries = summariseLeftovers([other, staged, finding('a', 1)], nobody)
    expect(summaries[0]).toBe(staged)
    expect(summaries.slice(1).map(({ rule, remedy }) => [rule, remedy])).toEqual([
      [leftoverMeta.id, "leaktight shred '/tmp/it is; here.env'"],
      [leftoverMeta.id, 'leaktight shred /tmp/aws-update.yaml'],
    ])
  })

  it('answers nothing to nothing', () => {
    expect(summariseLeftovers([], everyone)).toEqual([])
  })
})
