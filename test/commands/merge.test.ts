import { expect, it } from 'vitest'
import { merged } from '../../src/commands/merge.ts'
import type { Examination } from '../../src/model/finding.ts'

const part = (asked: readonly string[], idle: readonly string[]): Examination => ({
  findings: [],
  units: 1,
  bytes: 2,
  binary: 0,
  passed: new Map([['symlink', 1]]),
  asked: new Set(asked),
  notRun: idle.map((rule) => ({ rule, reason: 'needs base' })),
  tooLarge: [],
  errors: [],
  inlineAllows: [],
})

const idleIn = (...parts: Examination[]): string[] => merged(parts).notRun.map(({ rule }) => rule)

it('a rule that ran in one pass did run', () => {
  expect(idleIn(part(['a', 'b'], ['a']), part(['a', 'b'], ['b']))).toEqual([])
})

it('a rule that ran nowhere is told, also beside a pass that never was asked for it', () => {
  expect(idleIn(part(['a', 'b'], ['a']), part(['b'], []))).toEqual(['a'])
  expect(idleIn(part(['b'], []), part(['a'], ['a']))).toEqual(['a'])
})

it('counts add up', () => {
  expect(merged([part([], []), part([], [])])).toMatchObject({ units: 2, bytes: 4, passed: new Map([['symlink', 2]]) })
})
