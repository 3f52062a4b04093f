import type { Reporter } from '../model/finding.ts'

const table = {
  text: async () => (await import('./text.ts')).textReporter,
  json: async () => (await import('./json.ts')).jsonReporter,
  sarif: async () => (await import('./sarif.ts')).sarifReporter,
  github: async () => (await import('./github.ts')).githubReporter,
} satisfies Record<string, () => Promise<Reporter>>

export type Format = keyof typeof table

/** The values of `--format`. */
export const formats: readonly string[] = Object.keys(table)

export const isFormat = (name: string): name is Format => Object.hasOwn(table, name)

/** Loads the one reporter that is asked for. */
export const loadReporter = (format: Format): Promise<Reporter> => table[format]()
