import { expect, it } from 'vitest'
import { processOf } from '../../src/private/alive.ts'
import type { Journal } from '../../src/rotate/journal.ts'
import { brokenOff, type Inquiry } from '../../src/rotate/recover.ts'

/** No process has this number. */
const gone = processOf(2 ** 30)

const journal: Journal = {
  schema: 'leaktight-rotate-journal-1',
  file: 'secrets/aws.yaml',
  user: 'dev',
  account: '0'.repeat(12),
  before: [],
  aheadMs: 0,
  startedAt: '2026-01-02T03:04:05Z',
  copy: 'copy',
  oldDigest: '',
  main: gone,
  guard: gone,
}

/** What the journal is, each time it is read. */
const inquiry = (...read: readonly (Journal | undefined)[]): Inquiry => {
  const answers = [...read]
  return {
    path: journal.file,
    shown: journal.file,
    journals: {
      folder: '',
      pathOf: (file) => file,
      read: async () => answers.shift(),
      list: async () => [],
      begin: async () => true,
      update: async () => {},
      end: async () => {},
    },
    patience: { now: () => new Date(), sleep: async () => {}, failingMs: 0, settleMs: 0 },
    isRunning: () => false,
    tell: () => {},
  }
}

it('a rotation whose guard ended it between two looks was not broken off', async () => {
  expect(await brokenOff(inquiry(journal, undefined))).toBe(undefined)
})

it('one whose processes are gone was', async () => {
  expect(await brokenOff(inquiry(journal, journal))).toBe(journal)
})
