import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const source = resolve(import.meta.dirname, '../../../src/checks/rotation')
const zones = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]

/** Since when, at which instant, and what must come out of an exact date and of a lower bound. */
const cases = [
  ['89 d', '2026-01-01T00:00:00Z', '2026-03-31T00:00:00Z', 'due-soon'],
  ['90 d', '2026-01-01T00:00:00Z', '2026-04-01T00:00:00Z', 'due-soon'],
  ['90 d and 1 ms', '2026-01-01T00:00:00Z', '2026-04-01T00:00:00.001Z', 'overdue'],
  ['90 d and 1 s', '2026-01-01T00:00:00Z', '2026-04-01T00:00:01Z', 'overdue'],
  ['90 d and 13 h', '2026-01-01T00:00:00Z', '2026-04-01T13:00:00Z', 'overdue'],
  ['91 d', '2026-01-01T00:00:00Z', '2026-04-02T00:00:00Z', 'overdue'],
  ['a leap day between', '2028-02-01T00:00:00Z', '2028-05-01T00:00:00Z', 'due-soon'],
  ['a leap day between and 1 ms', '2028-02-01T00:00:00Z', '2028-05-01T00:00:00.001Z', 'overdue'],
  ['from a leap day', '2028-02-29', '2028-05-29T00:00:00Z', 'due-soon'],
  ['clocks forward in New York', '2026-02-01T12:00:00-05:00', '2026-05-02T13:00:00-04:00', 'due-soon'],
  ['clocks forward in New York and 1 s', '2026-02-01T12:00:00-05:00', '2026-05-02T13:00:01-04:00', 'overdue'],
  ['clocks back in Berlin', '2026-09-01T12:00:00+02:00', '2026-11-30T11:00:00+01:00', 'due-soon'],
  ['clocks back in Berlin and 1 s', '2026-09-01T12:00:00+02:00', '2026-11-30T11:00:01+01:00', 'overdue'],
  ['half an hour on Lord Howe', '2026-02-01T00:00:00+11:00', '2026-05-01T23:30:00+10:30', 'due-soon'],
  ['far east', '2026-01-01T00:00:00+14:00', '2026-03-31T10:00:00Z', 'due-soon'],
  ['far west', '2026-01-01T00:00:00-12:00', '2026-04-01T12:00:00.001Z', 'overdue'],
  ['a day counts from 00:00 UTC', '2026-01-01', '2026-04-01T00:00:00Z', 'due-soon'],
  ['a day counts from 00:00 UTC and 1 ms', '2026-01-01', '2026-04-01T00:00:00.001Z', 'overdue'],
  ['four minutes ahead', '2026-04-01T00:04:00Z', '2026-04-01T00:00:00Z', 'ok'],
  ['six minutes ahead', '2026-04-01T00:06:00Z', '2026-04-01T00:00:00Z', 'unknown'],
  ['without a zone', '2026-01-01T00:00:00', '2026-04-01T00:00:00Z', 'not read'],
] as const

const program = `
import { claimedInstant } from '${source}/claimed-instant.ts'
import { judgeCredential } from '${source}/credential-verdict.ts'
const verdicts = ${JSON.stringify(cases)}.map(([, since, at]) => {
  const read = claimedInstant(since, true)
  if ('problem' in read) return 'not read'
  const past = { is: 'committed', date: read.at, anew: false }
  const evidence = [{ source: 'git-iv', bound: 'at-least', since: read.at }]
  const claims = { created: { name: 'rotated_at', at: read.at }, notes: [] }
  const known = { kind: 'credential', temporary: false, evidence, past, claims }
  return judgeCredential(known, new Date(at), { maxAgeDays: 90, warnDays: 14, overridden: false }).verdict
})
console.log(JSON.stringify({ offset: new Date('2026-07-01T00:00:00Z').getTimezoneOffset(), verdicts }))
`

describe('the boundary is the same on every machine', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'leaktight-zones-'))
    writeFileSync(join(folder, 'program.ts'), program)
    const entry = join(folder, 'program.ts')
    buildSync({
      entryPoints: [entry],
      outfile: join(folder, 'program.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
    })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const runIn = (TZ: string): { offset: number; verdicts: string[] } =>
    JSON.parse(execFileSync(process.execPath, [join(folder, 'program.mjs')], { env: { TZ }, encoding: 'utf8' }))

  test.each(zones)('%s', (zone) => {
    const { verdicts } = runIn(zone)
    expect(cases.map(([name], index) => [name, verdicts[index]])).toEqual(cases.map(([name, , , to]) => [name, to]))
  })

  test('the zones are really in force', () => {
    expect(new Set(zones.map((zone) => runIn(zone).offset)).size).toBe(zones.length)
  })
})
