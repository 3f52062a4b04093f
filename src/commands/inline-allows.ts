import type { Examination, Finding } from '../model/finding.ts'

const withoutEffect = 'the leaktight:allow beside it is new in this change; it takes effect once it is part of the base'

const isAllowed = ({ inlineAllow }: Finding): boolean => inlineAllow?.reason !== undefined

/**
 * Takes their effect from inline allows that a change brings itself: one holds only for a value that the base holds and
 * allows in the same file. `examineBase` looks at the base's versions of files.
 */
export const withAllowsOfBase = async (
  examination: Examination,
  examineBase: (paths: ReadonlySet<string>) => Promise<Examination>,
): Promise<Examination> => {
  const paths = new Set(examination.findings.filter(isAllowed).map(({ path }) => path))
  if (paths.size === 0) return examination
  const { findings: inBase } = await examineBase(paths)
  const allowed = new Set(inBase.filter(isAllowed).map(({ fingerprint }) => fingerprint))
  const findings = examination.findings.map((finding) => {
    if (!isAllowed(finding) || allowed.has(finding.fingerprint)) return finding
    const { inlineAllow, ...rest } = finding
    return { ...rest, message: `${finding.message} (${withoutEffect})` }
  })
  return { ...examination, findings }
}
