import { afterEach, expect, test } from 'vitest'
import { rotationCommand } from '../../src/commands/rotation.ts'
import { gitHistory } from '../../src/git/first-appearance.ts'
import { diskState } from '../../src/sources/states.ts'
import { lookAt } from '../../src/sources/tracked-file.ts'
import { DAY, newYear, type Truth, type Year } from '../support/rotation-year.ts'
import { describeWithSops } from '../support/sops.ts'

interface Row {
  readonly name: string
  readonly since: string
  readonly evidence: string
  readonly bound: string
  readonly verdict: string
}

const rowsOf = async ({ repository }: Year, now: Date): Promise<readonly Row[]> => {
  const { root, env } = repository
  const place = { cwd: root, env, root, gitDir: `${root}/.git` }
  const { text } = await rotationCommand({
    files: [],
    cwd: root,
    disk: {
      root,
      list: diskState(root, place).list,
      look: async (path) => lookAt(`${root}/${path}`, 1 << 20),
    },
    history: gitHistory(place),
    policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 },
    now: () => now,
    format: 'json',
    color: false,
  })
  return JSON.parse(text).credentials.filter(({ name }: Row) => name.endsWith('_token'))
}

/** A date within a day of the first commit is about this value. */
const isConfirmed = ({ claim, committed, hidden }: Truth): boolean =>
  claim !== undefined && !hidden && Math.abs(claim - committed) <= DAY

const verdictBy = (since: number, now: number, isExact: boolean): string => {
  if (now - since > 90 * DAY) return 'overdue'
  if (now - since >= 76 * DAY) return 'due-soon'
  return isExact ? 'ok' : 'unknown'
}

/** What can be known: of a value without a usable date only that it is in git since. */
const knowable = (truth: Truth, now: number) => {
  const { claim, committed, hidden } = truth
  if (isConfirmed(truth)) {
    const since = Math.min(claim ?? committed, committed)
    return { since, evidence: 'metadata', bound: 'exact', verdict: verdictBy(since, now, true) }
  }
  // A rebase gave the value a later commit: its date from before bounds the age from above.
  if (claim !== undefined && !hidden && claim < committed && now - claim < 76 * DAY)
    return { since: claim, evidence: 'metadata', bound: 'at-most', verdict: 'ok' }
  // Otherwise a date from before is an owner's word against the credential.
  if (claim !== undefined && claim < committed)
    return { since: claim, evidence: 'metadata', bound: 'at-least', verdict: verdictBy(claim, now, false) }
  return { since: committed, evidence: 'git-iv', bound: 'at-least', verdict: verdictBy(committed, now, false) }
}

describeWithSops('a year of 20 credentials in 5 files', () => {
  const years: Year[] = []
  afterEach(() => {
    for (const year of years.splice(0)) year.remove()
  })

  const looks = [52, 70, 130, 180, 240, 305, 365]

  test('is told as it was, and never ok where nobody can know', { timeout: 180_000 }, async () => {
    const year = newYear(11)
    years.push(year)
    const seen = new Set<string>()
    for (let day = 0; day <= 365; day += 1) {
      if (day < 365) year.happen(day)
      if (!looks.includes(day)) continue
      const now = year.at(day + 0.5)
      const rows = await rowsOf(year, now)
      expect(rows.map(({ name }) => name.replace(/^main\./, '')).sort()).toEqual([...year.truths.keys()].sort())
      for (const row of rows) {
        const truth = year.truths.get(row.name.replace(/^main\./, ''))
        if (truth === undefined) throw new Error(row.name)
        const expected = knowable(truth, now.getTime())
        const told = { since: Date.parse(row.since), evidence: row.evidence, bound: row.bound, verdict: row.verdict }
        expect({ day, name: truth.name, ...told }).toEqual({ day, name: truth.name, ...expected })
        expect(told.since).toBeGreaterThanOrEqual(truth.born)
        if (row.verdict === 'ok') expect([truth.hidden, now.getTime() - truth.born < 90 * DAY]).toEqual([false, true])
        seen.add(`${row.verdict} ${row.bound} ${truth.hidden}`)
      }
    }
    expect(seen).toEqual(
      new Set([
        'ok exact false',
        'ok at-most false',
        'due-soon exact false',
        'due-soon at-least false',
        'due-soon at-least true',
        'overdue exact false',
        'unknown at-least false',
        'overdue at-least false',
        'unknown at-least true',
        'overdue at-least true',
      ]),
    )
  })
})
