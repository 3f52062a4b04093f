import type { ShredReport, ShredTarget } from './shred-report.ts'

const plain = ({ path, status, passes, bytes, exactBytes, filesystem, reason }: ShredTarget) => ({
  path,
  status,
  passes,
  bytes,
  ...(exactBytes === undefined ? {} : { exactBytes }),
  filesystem,
  ...(reason === undefined ? {} : { reason }),
})

/** The report as JSON, `leaktight-shred-1`. */
export const shredJson = ({ dryRun, targets, folders }: ShredReport): string => {
  const report = {
    schema: 'leaktight-shred-1',
    ...(dryRun ? { dryRun } : {}),
    targets: targets.map(plain),
    ...(folders.length === 0 ? {} : { folders }),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
