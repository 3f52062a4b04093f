import { didYouMean } from '../formats/did-you-mean.ts'
import { pathMatcher } from '../formats/globs.ts'
import { checkAgainstSchema } from '../formats/schema-check.ts'
import { UserError } from '../model/errors.ts'
import type { RotationRules, Severity } from '../model/rule.ts'
import schema from './config.schema.json' with { type: 'json' }
import { type Allow, type Config, defaultConfig, type Ignore } from './config.ts'
import { readYaml } from './read-yaml.ts'

type Level = Severity | 'off'

/** The file as the schema describes it. */
interface Written {
  readonly 'fail-on'?: Severity
  readonly rules?: {
    readonly paths?: readonly string[]
    readonly [rule: string]: readonly string[] | Level | undefined
  }
  readonly allow?: readonly (Omit<Allow, 'value'> & { readonly value?: string | number })[]
  readonly ignore?: readonly Ignore[]
  readonly sops?: {
    readonly 'must-encrypt'?: readonly string[]
    readonly 'denied-recipients'?: readonly string[]
    readonly 'minimum-recipients'?: number
    readonly decrypt?: boolean
  }
  readonly rotation?: WrittenRotation
  readonly leftovers?: { readonly directories?: readonly string[] }
  readonly shred?: { readonly passes?: number; readonly zero?: boolean }
  readonly limits?: { readonly 'hold-bytes'?: number }
}

interface Limits {
  readonly 'max-age-days'?: number
  readonly 'warn-days'?: number
}

interface WrittenRotation extends Limits {
  readonly 'overlap-days'?: number
  readonly 'unused-days'?: number
  readonly 'keys-max-age-days'?: number
  readonly overrides?: readonly (Limits & { readonly paths?: readonly string[]; readonly names?: readonly string[] })[]
  readonly exempt?: RotationRules['exempt']
}

const mostProblems = 10

const refuse = (name: string, problems: readonly string[]): void => {
  if (problems.length === 0) return
  const more = problems.length - mostProblems
  const lines = problems.slice(0, mostProblems).map((problem) => `${name}: ${problem}`)
  throw new UserError([...lines, ...(more > 0 ? [`${name}: and ${more} more`] : [])].join('\n'))
}

const allowOf = ({ value, ...rest }: NonNullable<Written['allow']>[number]): Allow =>
  value === undefined ? rest : { ...rest, value: String(value) }

const sopsOf = (written: Written['sops'] = {}): Config['sops'] => {
  const { 'denied-recipients': denied, 'minimum-recipients': minimum } = written
  return {
    mustEncrypt: written['must-encrypt'] ?? [],
    decrypt: written.decrypt ?? defaultConfig.sops.decrypt,
    ...(denied === undefined ? {} : { deniedRecipients: denied }),
    ...(minimum === undefined ? {} : { minimumRecipients: minimum }),
  }
}

const limitsOf = ({ 'max-age-days': maxAgeDays, 'warn-days': warnDays }: Limits) => ({
  ...(maxAgeDays === undefined ? {} : { maxAgeDays }),
  ...(warnDays === undefined ? {} : { warnDays }),
})

const rotationOf = (written: WrittenRotation = {}): Config['rotation'] => {
  const { 'keys-max-age-days': keysMaxAgeDays } = written
  const { rotation } = defaultConfig
  return {
    ...rotation,
    ...limitsOf(written),
    overlapDays: written['overlap-days'] ?? rotation.overlapDays,
    unusedDays: written['unused-days'] ?? rotation.unusedDays,
    ...(keysMaxAgeDays === undefined ? {} : { keysMaxAgeDays }),
    overrides: (written.overrides ?? []).map(({ paths, names, ...limits }) => ({
      ...(paths && { paths }),
      ...(names && { names }),
      ...limitsOf(limits),
    })),
    exempt: written.exempt ?? [],
  }
}

const configOf = (written: Written, name: string): Config => {
  const { paths = [], ...levels } = written.rules ?? {}
  const { shred, limits } = defaultConfig
  return {
    name,
    failOn: written['fail-on'] ?? defaultConfig.failOn,
    rules: {
      paths,
      levels: new Map(
        Object.entries(levels).flatMap(([rule, level]) => (typeof level === 'string' ? [[rule, level] as const] : [])),
      ),
    },
    allow: (written.allow ?? []).map(allowOf),
    ignore: written.ignore ?? [],
    sops: sopsOf(written.sops),
    rotation: rotationOf(written.rotation),
    leftovers: { directories: written.leftovers?.directories ?? [] },
    shred: { passes: written.shred?.passes ?? shred.passes, zero: written.shred?.zero ?? shred.zero },
    limits: { holdBytes: written.limits?.['hold-bytes'] ?? limits.holdBytes },
  }
}

const isDay = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function* badGlobs(at: string, globs: readonly string[]): Generator<string> {
  for (const [index, glob] of globs.entries()) {
    try {
      pathMatcher([glob])
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      yield `"${at}[${index}]": ${error.message}`
    }
  }
}

/** What a schema cannot say. */
function* contradictions(config: Config): Generator<string> {
  for (const [index, { expires, paths }] of config.allow.entries()) {
    if (expires !== undefined && !isDay(expires)) {
      yield `"allow[${index}].expires" is "${expires}"; there is no such day`
    }
    yield* badGlobs(`allow[${index}].paths`, paths ?? [])
  }
  for (const [index, { paths }] of config.ignore.entries()) yield* badGlobs(`ignore[${index}].paths`, paths)
  yield* badGlobs('sops.must-encrypt', config.sops.mustEncrypt)
  yield* contradictoryRotation(config.rotation)
}

function* contradictoryRotation({ maxAgeDays, warnDays, overrides, exempt }: Config['rotation']): Generator<string> {
  if (warnDays >= maxAgeDays) {
    yield `"rotation.warn-days" is ${warnDays}; it must be less than "max-age-days", which is ${maxAgeDays}`
  }
  for (const [index, entry] of overrides.entries()) {
    const at = `rotation.overrides[${index}]`
    const [most, warn] = [entry.maxAgeDays ?? maxAgeDays, entry.warnDays ?? warnDays]
    if (warnDays < maxAgeDays && warn >= most) {
      yield `"${at}": "warn-days" is ${warn} there; it must be less than "max-age-days", which is ${most}`
    }
    if (entry.paths === undefined && entry.names === undefined) yield `"${at}" needs "paths" or "names"`
    yield* badGlobs(`${at}.paths`, entry.paths ?? [])
    yield* badGlobs(`${at}.names`, entry.names ?? [])
  }
  for (const [index, { paths, names, expires }] of exempt.entries()) {
    const at = `rotation.exempt[${index}]`
    if (expires !== undefined && !isDay(expires)) yield `"${at}.expires" is "${expires}"; there is no such day`
    yield* badGlobs(`${at}.paths`, paths ?? [])
    yield* badGlobs(`${at}.names`, names ?? [])
  }
}

/** Reads `.leaktight.yaml`; `name` is how messages call the file. Every flaw is a {@link UserError} that says what to write. */
export const parseConfig = async (text: string, name: string): Promise<Config> => {
  const data = (await readYaml(text, name)) ?? {}
  refuse(name, checkAgainstSchema(schema, data))
  const config = configOf(data as Written, name)
  refuse(name, [...contradictions(config)])
  return config
}

/** Refuses a configuration that speaks of rules which do not exist: a misspelt rule would silently stay as it was. */
export const checkRuleIds = (config: Config, known: Iterable<string>): void => {
  const ids = new Set(known)
  const strange = (rule: string): boolean => !ids.has(rule)
  const unknown = (at: string, rule: string): string => `"${at}": there is no rule "${rule}"${didYouMean(rule, ids)}`
  refuse(config.name, [
    ...[...config.rules.levels.keys()].filter(strange).map((rule) => unknown('rules', rule)),
    ...config.allow.flatMap(({ rule }, index) => (strange(rule) ? [unknown(`allow[${index}].rule`, rule)] : [])),
  ])
}
