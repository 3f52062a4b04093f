import { describe, expect, test } from 'vitest'
import type { Examination, Finding, InlineAllow } from '../../src/model/finding.ts'
import { defaultConfig } from '../../src/policy/config.ts'
import { parseConfig } from '../../src/policy/parse-config.ts'
import { applyPolicy, exitCodeOf, type PolicyOptions } from '../../src/policy/verdict.ts'

const finding = (more: Partial<Finding> = {}): Finding => ({
  rule: 'jwt',
  severity: 'high',
  status: 'open',
  path: 'src/a.ts',
  origin: { from: 'index' },
  region: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 9 },
  message: 'A token',
  fingerprint: `jwt:${more.path ?? 'src/a.ts'}:3fa1`,
  remedy: 'Revoke it.',
  ...more,
})

const examination = (findings: readonly Finding[], more: Partial<Examination> = {}): Examination => ({
  findings,
  units: 1,
  bytes: 10,
  binary: 0,
  passed: new Map(),
  notRun: [],
  asked: new Set(),
  tooLarge: [],
  errors: [],
  inlineAllows: findings.flatMap(({ inlineAllow }) => (inlineAllow === undefined ? [] : [inlineAllow])),
  ...more,
})

const options: PolicyOptions = {
  command: 'audit',
  version: '0.1.0',
  failOn: 'medium',
  now: new Date('2026-06-15T12:00:00Z'),
  whole: true,
}

const judge = async (config: string, found: Examination, more: Partial<PolicyOptions> = {}) =>
  applyPolicy(found, await parseConfig(config, '.leaktight.yaml'), { ...options, ...more })

const first = async (config: string, given: Finding) => (await judge(config, examination([given]))).findings[0]

describe('what accepts a finding', () => {
  test.each([
    ['allow: [{ rule: jwt, paths: [src/], reason: fixture }]', 'allowed'],
    ['allow: [{ rule: jwt, value: 3fa1, reason: fixture }]', 'allowed'],
    ['allow: [{ rule: jwt, value: 3fa1, paths: [src/], reason: fixture }]', 'allowed'],
    ['allow: [{ rule: jwt, value: 3fa1, paths: [lib/], reason: fixture }]', 'open'],
    ['allow: [{ rule: jwt, value: 0000, paths: [src/], reason: fixture }]', 'open'],
    ['allow: [{ rule: other, paths: [src/], reason: fixture }]', 'open'],
    ['allow: [{ rule: jwt, paths: [src/], reason: fixture, expires: 2026-06-15 }]', 'allowed'],
    ['allow: [{ rule: jwt, paths: [src/], reason: fixture, expires: 2026-06-14 }]', 'open'],
  ])('%s: %s', async (config, status) => {
    expect((await first(config, finding()))?.status).toBe(status)
  })

  test('an accepted finding says by what and why', async () => {
    expect(await first('allow: [{ rule: jwt, paths: [src/], reason: fixture }]', finding())).toMatchObject({
      status: 'allowed',
      by: 'allow',
      reason: 'fixture',
    })
    expect(await first('ignore: [{ paths: [src/], reason: not ours }]', finding())).toMatchObject({
      status: 'allowed',
      by: 'ignore',
      reason: 'not ours',
    })
  })

  const inline: InlineAllow = { rule: 'jwt', path: 'src/a.ts', line: 2, alone: false }

  test('a comment with a reason allows', async () => {
    const given = finding({ inlineAllow: { ...inline, reason: 'made up' } })
    expect(await first('', given)).toMatchObject({ status: 'allowed', by: 'inline', reason: 'made up' })
  })

  test('a comment without a reason has no effect, and the finding says so', async () => {
    expect(await first('', finding({ inlineAllow: inline }))).toMatchObject({
      status: 'open',
      message: 'A token (the leaktight:allow beside it gives no reason, so it has no effect)',
    })
  })
})

describe('the verdict', () => {
  test.each<[Partial<Finding>, Partial<Examination>, string, number]>([
    [{}, {}, 'findings', 1],
    [{ severity: 'medium' }, {}, 'findings', 1],
    [{ severity: 'low' }, {}, 'clean', 0],
    [{ status: 'preexisting' }, {}, 'clean', 0],
    [{}, { errors: [{ path: 'x', reason: 'unreadable' }] }, 'incomplete', 2],
    [{ severity: 'low' }, { errors: [{ path: 'x', reason: 'unreadable' }] }, 'incomplete', 2],
    [{}, { notRun: [{ rule: 'x', reason: 'needs base' }] }, 'findings', 1],
  ])('%j %j is %s', (given, more, verdict, exitCode) => {
    const report = applyPolicy(examination([finding(given)], more), defaultConfig, options)
    expect(report.verdict).toBe(verdict)
    expect(exitCodeOf(report)).toBe(exitCode)
  })

  test('the configured severity replaces the own one of a rule', async () => {
    const report = await judge('rules: { jwt: low }', examination([finding()]))
    expect(report).toMatchObject({ verdict: 'clean', findings: [{ severity: 'low' }] })
  })

  test('nothing is dropped: every finding is counted under one status', async () => {
    const report = await judge(
      'ignore: [{ paths: [vendor/], reason: not ours }]',
      examination([finding(), finding({ path: 'vendor/x' }), finding({ status: 'preexisting', path: 'c' })], {
        units: 7,
      }),
    )
    expect(report.counts).toEqual({ units: 7, bytes: 10, open: 1, allowed: 1, baselined: 0, preexisting: 1 })
  })

  test('findings are sorted by path, line and rule, whatever the locale', async () => {
    const at = (path: string, startLine: number, rule: string): Finding =>
      finding({ path, rule, region: { startLine, startColumn: 1, endLine: startLine, endColumn: 2 } })
    const given = [at('b', 1, 'x'), at('a', 10, 'x'), at('a', 9, 'y'), at('a', 9, 'x'), at('B', 1, 'x')]
    const { findings } = await judge('', examination(given))
    expect(findings.map(({ path, region, rule }) => `${path}${region?.startLine}${rule}`)).toEqual([
      'B1x',
      'a9x',
      'a9y',
      'a10x',
      'b1x',
    ])
  })

  test('a rule that is off is listed as not run', async () => {
    const { notRun } = await judge(
      'rules: { jwt: off }',
      examination([], { notRun: [{ rule: 'z', reason: 'needs base' }] }),
    )
    expect(notRun).toEqual([
      { rule: 'jwt', reason: 'off in .leaktight.yaml' },
      { rule: 'z', reason: 'needs base' },
    ])
  })
})

describe('allows without effect', () => {
  const config =
    'allow: [{ rule: jwt, paths: [gone/], reason: b }, { rule: jwt, value: 3fa1, reason: b, expires: 2026-01-01 }]'

  test('an entry that met nothing and one that expired are reported', async () => {
    expect((await judge(config, examination([finding()]))).staleAllows).toEqual([
      { where: '.leaktight.yaml allow[0]', rule: 'jwt', reason: 'matched nothing' },
      { where: '.leaktight.yaml allow[1]', rule: 'jwt', reason: 'expired 2026-01-01' },
    ])
  })

  test('a partial examination cannot tell that an entry met nothing', async () => {
    const { staleAllows } = await judge(config, examination([finding()]), { whole: false })
    expect(staleAllows.map(({ reason }) => reason)).toEqual(['expired 2026-01-01'])
  })

  test('an entry is in use although a comment allowed the finding before it', async () => {
    const given = finding({ inlineAllow: { rule: 'jwt', path: 'src/a.ts', line: 3, alone: false, reason: 'made up' } })
    const { staleAllows } = await judge('allow: [{ rule: jwt, paths: [src/], reason: b }]', examination([given]))
    expect(staleAllows).toEqual([])
  })

  test('a comment beside nothing is reported, unless its rule was not run', async () => {
    const inlineAllows: InlineAllow[] = [
      { rule: 'jwt', path: 'src/a.ts', line: 7, alone: false, reason: 'made up' },
      { rule: 'idle', path: 'src/a.ts', line: 8, alone: false, reason: 'made up' },
    ]
    const notRun = [{ rule: 'idle', reason: 'needs base' }]
    expect((await judge('', examination([], { inlineAllows, notRun }))).staleAllows).toEqual([
      { where: 'src/a.ts:7', rule: 'jwt', reason: 'matched nothing' },
    ])
  })
})
