import type { RotationRules, Severity } from '../model/rule.ts'

/** One entry of `allow`. */
export interface Allow {
  readonly rule: string
  readonly paths?: readonly string[]
  /** The four hexadecimal digits at the end of a fingerprint. */
  readonly value?: string
  readonly reason: string
  /** The last day (UTC) with effect, `2030-12-31`. */
  readonly expires?: string
}

/** One entry of `ignore`. */
export interface Ignore {
  readonly paths: readonly string[]
  readonly reason: string
}

/** `.leaktight.yaml`, complete with defaults. */
export interface Config {
  /** How messages name the file. */
  readonly name: string
  readonly failOn: Severity
  readonly rules: {
    /** Folders with further rule files, relative to the folder of the configuration. */
    readonly paths: readonly string[]
    readonly levels: ReadonlyMap<string, Severity | 'off'>
  }
  readonly allow: readonly Allow[]
  readonly ignore: readonly Ignore[]
  readonly sops: {
    readonly mustEncrypt: readonly string[]
    readonly deniedRecipients?: readonly string[]
    readonly minimumRecipients?: number
    /** The hook opens encrypted files, too. */
    readonly decrypt: boolean
  }
  readonly rotation: RotationRules & { readonly maxAgeDays: number; readonly warnDays: number }
  /** Searched beside the temporary folders; may begin with `~/`. */
  readonly leftovers: { readonly directories: readonly string[] }
  readonly shred: { readonly passes: number; readonly zero: boolean }
  readonly limits: { readonly holdBytes: number }
}

/** What holds where there is no `.leaktight.yaml`. */
export const defaultConfig: Config = {
  name: '.leaktight.yaml',
  failOn: 'medium',
  rules: { paths: [], levels: new Map() },
  allow: [],
  ignore: [],
  sops: { mustEncrypt: [], decrypt: false },
  rotation: { maxAgeDays: 90, warnDays: 14, overlapDays: 10, unusedDays: 45, overrides: [], exempt: [] },
  leftovers: { directories: [] },
  shred: { passes: 10, zero: true },
  limits: { holdBytes: 32 * 1024 * 1024 },
}

/** The rules that the configuration turned off. */
export const rulesOff = (config: Config): ReadonlySet<string> =>
  new Set([...config.rules.levels].flatMap(([rule, level]) => (level === 'off' ? [rule] : [])))
