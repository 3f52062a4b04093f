import { createHash } from 'node:crypto'
import type { RotationRow } from './rotation-report.ts'

const placeOf = ({ subject = 'credential', path, keyPath, name }: RotationRow): string =>
  JSON.stringify(subject === 'credential' && keyPath.length > 0 ? [path, keyPath] : [subject, path, keyPath, name])

/**
 * A name for each row that stays from run to run: a digest of where the credential stands, never of its value or its
 * dates. Rows at one place, such as members of a list, are numbered.
 */
export const rowIdentities = (rows: readonly RotationRow[]): readonly string[] => {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const place = placeOf(row)
    const count = (seen.get(place) ?? 0) + 1
    seen.set(place, count)
    const digest = createHash('sha256').update(place).digest('hex').slice(0, 32)
    return count === 1 ? digest : `${digest}-${count}`
  })
}
