import type { RotateReport } from './rotate-report.ts'

/** The report as JSON, `leaktight-rotate-1`. */
export const rotateJson = (report: RotateReport): string =>
  `${JSON.stringify({ schema: 'leaktight-rotate-1', ...report }, null, 2)}\n`
