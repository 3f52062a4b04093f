import { printableJson } from './escape.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'

const plain = ({ name, path, keyPath, age, bound, verdict, note }: RotationRow) => ({
  name,
  path,
  keyPath,
  ageDays: age?.days ?? null,
  since: age?.since.toISOString() ?? null,
  evidence: age?.evidence ?? null,
  bound,
  verdict,
  ...(note === undefined ? {} : { note }),
})

/** The report as JSON, `leaktight-rotation-1`. */
export const rotationJson = ({ policy, credentials }: RotationReport): string => {
  const { maxAgeDays, warnDays } = policy
  return printableJson({
    schema: 'leaktight-rotation-1',
    policy: { maxAgeDays, warnDays },
    credentials: credentials.map(plain),
  })
}
