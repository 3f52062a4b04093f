import { describe, expect, test } from 'vitest'
import type { Past } from '../../../src/checks/rotation/claim-standing.ts'
import { judgeCredential, type Known } from '../../../src/checks/rotation/credential-verdict.ts'
import { type Evidence, fromHistory, fromHistoryAnew, fromOldKeyId } from '../../../src/checks/rotation/evidence.ts'

const DAY = 86_400_000
const now = new Date('2026-11-22T12:00:00Z')
const ago = (days: number, ms = 0): Date => new Date(now.getTime() - days * DAY - ms)
const policy = { maxAgeDays: 90, warnDays: 14, overridden: false }
const hour = 3_600_000

const base: Known = {
  kind: 'credential',
  temporary: false,
  evidence: [],
  past: { is: 'unasked' },
  claims: { notes: [] },
}
const created = (at: Date) => ({ claims: { created: { name: 'rotated_at', at }, notes: [] } })
const committed = (date: Date, anew = false): Pick<Known, 'past' | 'evidence'> => ({
  past: { is: 'committed', date, anew },
  evidence: [anew ? fromHistoryAnew(date) : fromHistory(date)],
})
const lastModified = (since: Date): Evidence => ({ source: 'lastmodified', bound: 'at-least', since })
const judged = (known: Partial<Known>, own = policy) => judgeCredential({ ...base, ...known }, now, own)

/** Claimed days, days since the first commit (a = the whole file anew), and what must come out. */
const table: readonly [string, number, number | string, string, string, string, number][] = [
  ['the day of the commit', 10, 10, 'ok', 'exact', 'metadata', 10],
  ['hours before it', 10.9, 10, 'ok', 'exact', 'metadata', 10],
  ['hours after it: the earlier counts', 10, 10.9, 'ok', 'exact', 'metadata', 10],
  ['just over a day after it', 10, 11.01, 'unknown', 'at-least', 'git-iv', 11],
  ['long after it, which proves overdue', 10, 120, 'overdue', 'at-least', 'git-iv', 120],
  ['long after it, which is due soon', 10, 80, 'due-soon', 'at-least', 'git-iv', 80],
  ['days before it', 20, 10, 'ok', 'at-most', 'metadata', 20],
  ['days before it, and due', 80, 10, 'due-soon', 'at-least', 'metadata', 80],
  ['days before it, and overdue', 100, 10, 'overdue', 'at-least', 'metadata', 100],
  ['both due', 80, 80, 'due-soon', 'exact', 'metadata', 80],
  ['both overdue', 100, 100, 'overdue', 'exact', 'metadata', 100],
  ['the day of a commit of the whole file anew', 10, '10a', 'unknown', 'at-least', 'metadata', 10],
  ['after a commit of the whole file anew', 10, '30a', 'unknown', 'at-least', 'git-iv', 30],
  ['before a commit of the whole file anew', 30, '10a', 'unknown', 'at-least', 'metadata', 30],
  ['overdue, the whole file anew', 100, '10a', 'overdue', 'at-least', 'metadata', 100],
]

describe('a claim against history', () => {
  test.each(table)(
    '%s: %d d claimed, committed %s d ago → %s',
    (_, claimed, commit, verdict, bound, source, ageDays) => {
      const anew = typeof commit === 'string'
      const date = ago(Number.parseFloat(String(commit)))
      expect(judged({ ...created(ago(claimed)), ...committed(date, anew) })).toMatchObject({
        verdict,
        bound,
        source,
        ageDays,
      })
    },
  )

  test.each([
    ['before SOPS existed', new Date(0)],
    ['in the future', new Date('2031-01-01T00:00:00Z')],
    ['hours in the future', ago(0, -20 * hour)],
  ])('a commit %s confirms no claim', (_, date) => {
    for (const days of [0.5, 5]) {
      const { verdict, bound, note } = judged({ ...created(ago(days)), ...committed(date) })
      expect({ verdict, bound }).toEqual({ verdict: 'unknown', bound: 'at-least' })
      expect(note).toContain('a date that cannot be true')
    }
    expect(judged({ ...created(ago(100)), ...committed(date) })).toMatchObject({ verdict: 'overdue' })
  })

  test('commits whose dates disagree with their order confirm no claim, and prove what they prove', () => {
    const disordered = (days: number): Pick<Known, 'past' | 'evidence'> => ({
      past: { is: 'committed', date: ago(days), anew: false, disordered: true },
      evidence: [fromHistory(ago(days))],
    })
    expect(judged({ ...created(ago(5)), ...disordered(5) })).toMatchObject({ verdict: 'unknown', bound: 'at-least' })
    expect(judged({ ...created(ago(5)), ...disordered(2) })).toMatchObject({ verdict: 'unknown', bound: 'at-least' })
    expect(judged({ ...created(ago(5)), ...disordered(100) })).toMatchObject({ verdict: 'overdue', ageDays: 100 })
  })

  test('a date that the value contradicts is kept, set aside and explained', () => {
    const { statements, note } = judged({ ...created(ago(10)), ...committed(ago(120)) })
    expect(note).toContain('rotated_at says 2026-11-12, but the value has not changed in git since 2026-07-25')
    expect(statements).toMatchObject([
      { source: 'metadata', contradicted: true },
      { source: 'git-iv', since: ago(120) },
    ])
  })

  test.each([
    ['uncommitted', 'no commit confirms yet'],
    ['cut-off', 'history is cut off'],
    ['unasked', 'no history confirms'],
    ['without-iv', 'not encrypted'],
  ] as const)('%s: a young claim is unknown, an old one overdue', (is, why) => {
    const past: Past = { is }
    expect(judged({ ...created(ago(10)), past })).toMatchObject({
      verdict: 'unknown',
      note: expect.stringContaining(why),
    })
    expect(judged({ ...created(ago(80)), past })).toMatchObject({ verdict: 'due-soon' })
    expect(judged({ ...created(ago(100)), past })).toMatchObject({ verdict: 'overdue', bound: 'at-least' })
  })

  test('a file that was not encrypted since contradicts it without history', () => {
    const known = { ...created(ago(10)), past: { is: 'unasked' } as const, evidence: [lastModified(ago(95))] }
    expect(judged(known)).toMatchObject({ verdict: 'overdue', source: 'lastmodified' })
    expect(judged(known).note).toContain('was not encrypted again since')
  })

  test('an old key id contradicts any claim', () => {
    const { evidence, past } = committed(ago(10))
    const known = { ...created(ago(10)), past, evidence: [...evidence, fromOldKeyId()] }
    expect(judged(known)).toMatchObject({ verdict: 'overdue', source: 'key-id' })
  })

  test('the future is no date: within five minutes it is now, beyond it is told and never ok', () => {
    expect(judged({ ...created(ago(0, -4 * 60_000)), ...committed(ago(0)) })).toMatchObject({
      verdict: 'ok',
      ageDays: 0,
    })
    const beyond = judged({ ...created(ago(0, -6 * 60_000)), ...committed(ago(0)) })
    expect(beyond).toMatchObject({ verdict: 'unknown', source: 'git-iv' })
    expect(beyond.note).toContain('lies in the future')
  })

  test('what IAM says beats a claim', () => {
    const { evidence, past } = committed(ago(10))
    const iam: Evidence = { source: 'iam', bound: 'exact', since: ago(95) }
    expect(judged({ ...created(ago(10)), past, evidence: [...evidence, iam] })).toMatchObject({
      verdict: 'overdue',
      source: 'iam',
    })
  })

  test('history alone is unknown, and says of a file written anew that nothing is known of the time before', () => {
    expect(judged(committed(ago(10))).note).toBe(
      'it may be older: what is at hand can prove a credential old, never young',
    )
    expect(judged(committed(ago(10), true)).note).toContain('hides what was before')
    expect(judged(committed(ago(100), true)).verdict).toBe('overdue')
  })
})

describe('an end', () => {
  const expires = (at: Date) => ({ claims: { expires: { name: 'expires_at', at }, notes: [] } })

  test('that is claimed makes due and overdue, never ok', () => {
    expect(judged({ ...expires(ago(-60)), ...committed(ago(10)) })).toMatchObject({
      verdict: 'unknown',
      expires: ago(-60),
      due: ago(-60),
    })
    expect(judged({ ...expires(ago(-14)), ...committed(ago(10)) }).verdict).toBe('due-soon')
    expect(judged({ ...expires(ago(-14, -1)), ...committed(ago(10)) }).verdict).toBe('unknown')
    expect(judged({ ...expires(now), ...committed(ago(10)) }).verdict).toBe('due-soon')
    const past = judged({ ...expires(ago(0, 1)), ...committed(ago(10)) })
    expect(past).toMatchObject({ verdict: 'overdue', note: 'expired on 2026-11-22 as expires_at says' })
  })

  test('comes before or after what the policy allows', () => {
    expect(judged({ ...expires(ago(-100)), ...committed(ago(10)) }).due).toEqual(ago(-80))
  })

  test('that the credential says itself dates it exactly', () => {
    const own = { issued: ago(20), expires: ago(-300) }
    expect(judged({ own })).toMatchObject({
      verdict: 'ok',
      bound: 'exact',
      source: 'expiry',
      ageDays: 20,
      due: ago(-70),
    })
    expect(judged({ own: { issued: ago(91), expires: ago(-300) } }).verdict).toBe('overdue')
    expect(judged({ own: { issued: ago(1), expires: ago(0.5) } })).toMatchObject({
      verdict: 'overdue',
      note: 'expired on 2026-11-22 as the credential itself says',
    })
  })

  test('that says it was issued later than the value was committed makes nothing young', () => {
    const late = judged({ own: { issued: ago(10), expires: ago(-300) }, ...committed(ago(200)) })
    expect(late).toMatchObject({ verdict: 'overdue', source: 'git-iv', ageDays: 200 })
    expect(late.note).toContain('the older date counts')
    expect(judged({ own: { issued: ago(10) }, ...committed(ago(30)) }).verdict).toBe('unknown')
    expect(judged({ own: { issued: ago(10) }, ...committed(ago(10.9)) }).verdict).toBe('ok')
    expect(judged({ own: { issued: ago(10) }, evidence: [fromOldKeyId()] }).verdict).toBe('overdue')
  })

  test('of a chain that cannot be read in full is never ok', () => {
    const chain = (days: number) => ({ issued: ago(20), expires: ago(-days), incomplete: true as const })
    const certificate = { kind: 'certificate' as const }
    expect(judged({ ...certificate, own: chain(300) })).toMatchObject({
      verdict: 'unknown',
      note: 'a certificate of the chain cannot be read',
    })
    expect(judged({ ...certificate, own: chain(-1) }).verdict).toBe('overdue')
    expect(judged({ ...certificate, own: chain(3) }).verdict).toBe('due-soon')
  })

  test('without a beginning proves nothing young', () => {
    expect(judged({ own: { expires: ago(-300) } })).toMatchObject({ verdict: 'unknown', bound: 'none', due: ago(-300) })
  })

  test('of a certificate is its policy, unless an override sets another', () => {
    const certificate = { kind: 'certificate' as const, own: { issued: ago(200), expires: ago(-165) } }
    expect(judged(certificate)).toMatchObject({ verdict: 'ok', ageDays: 200, due: ago(-165) })
    expect(judged(certificate, { ...policy, overridden: true }).verdict).toBe('overdue')
    expect(judged({ ...certificate, own: { issued: ago(200), expires: ago(-10) } }).verdict).toBe('due-soon')
    expect(judged({ ...certificate, own: { issued: ago(200), expires: ago(1) } }).verdict).toBe('overdue')
    expect(judged({ kind: 'certificate', ...committed(ago(200)) })).toMatchObject({ verdict: 'unknown' })
  })
})

describe('a temporary key', () => {
  test('is never judged by 90 days: it ends within 36 hours', () => {
    const known = { temporary: true, ...committed(ago(0, 35 * hour)) }
    expect(judged(known)).toMatchObject({ verdict: 'due-soon', expires: ago(0, -hour) })
    expect(judged({ temporary: true, ...committed(ago(0, 36 * hour)) }).verdict).toBe('due-soon')
    const over = judged({ temporary: true, ...committed(ago(0, 36 * hour + 1)) })
    expect(over).toMatchObject({ verdict: 'overdue', note: expect.stringContaining('temporary AWS key (ASIA)') })
    expect(judged({ temporary: true })).toMatchObject({ verdict: 'unknown', bound: 'none' })
  })
})

test('an exemption that ended has no effect and is told', () => {
  const lapsed = 'the exemption of this credential ended on 2026-01-01'
  expect(judgeCredential({ ...base, ...committed(ago(100)) }, now, { ...policy, lapsed })).toMatchObject({
    verdict: 'overdue',
    note: lapsed,
  })
})
