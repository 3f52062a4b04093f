import type { Examination, Finding } from '../model/finding.ts'

const placeOf = ({ fingerprint, origin, region }: Finding): string =>
  `${fingerprint} ${origin.oid ?? ''} ${region?.startLine ?? ''}:${region?.startColumn ?? ''}`

/** What several passes found at one place of one object, once. */
export const withoutTwins = (examination: Examination): Examination => {
  const first = new Map<string, Finding>()
  for (const finding of examination.findings) {
    if (!first.has(placeOf(finding))) first.set(placeOf(finding), finding)
  }
  return { ...examination, findings: [...first.values()] }
}
