import { ordered, type RotationOrder } from './rotation-order.ts'
import { withoutMachinePaths } from './rotation-paths.ts'
import type { RotationReport } from './rotation-report.ts'
import type { TextOptions } from './rotation-table.ts'

/** How a report is to be written. */
export interface RotationView extends TextOptions {
  readonly order: RotationOrder
  /** Of leaktight. */
  readonly version: string
}

type RotationReporter = (report: RotationReport, view: RotationView) => string

const table = {
  text: async () => (await import('./rotation-text.ts')).rotationText,
  json: async () => (await import('./rotation-json.ts')).rotationJson,
  html: async () => (await import('./rotation-html.ts')).rotationHtml,
  ics: async () => (await import('./rotation-ics.ts')).rotationIcs,
  csv: async () => (await import('./rotation-csv.ts')).rotationCsv,
  junit: async () => (await import('./rotation-junit.ts')).rotationJunit,
  sarif: async () => (await import('./rotation-sarif.ts')).rotationSarif,
} satisfies Record<string, () => Promise<RotationReporter>>

export type RotationFormat = keyof typeof table

/** The values of `rotation --format`. */
export const rotationFormats: readonly string[] = Object.keys(table)

/** Writes a rotation report in one of its formats. */
export const renderRotation = async (
  report: RotationReport,
  format: RotationFormat,
  view: RotationView,
): Promise<string> => {
  const reporter: RotationReporter = await table[format]()
  return reporter(ordered(withoutMachinePaths(report), view.order), view)
}
