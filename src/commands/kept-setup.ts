import { openStore } from '../cache/private-store.ts'
import type { Severity } from '../model/rule.ts'
import type { Config } from '../policy/config.ts'
import { builtin } from './builtin-rules.ts'
import type { Invocation } from './invocation.ts'
import { type RuleSet, ruleSetOf } from './rule-set.ts'
import { type ConfigText, readInputs, type SetupInputs } from './setup-inputs.ts'
import { version } from './version.generated.ts'

/** A configuration that was read and found sound, and the rules with which it was. */
export interface KeptSetup {
  readonly config: Config
  readonly ruleSet: RuleSet
}

/** The configuration as JSON can hold it. */
interface Header {
  readonly config: Config
  readonly levels: readonly (readonly [rule: string, level: Severity | 'off'])[]
  /** How many of the patterns are not the user's. */
  readonly builtin: number
}

const headerAt = 8
const aligned = (length: number): number => (length + 7) & ~7

/** u32 length of the header, four bytes of nothing, the header as JSON, padding to eight bytes, the artefact if any. */
const encode = (header: Header, artefact: Uint8Array): Buffer => {
  const json = Buffer.from(JSON.stringify(header))
  const beginning = Buffer.alloc(aligned(headerAt + json.length))
  beginning.writeUInt32LE(json.length, 0)
  json.copy(beginning, headerAt)
  return Buffer.concat([beginning, artefact])
}

const decode = (data: Buffer): KeptSetup | undefined => {
  const end = headerAt + data.readUInt32LE(0)
  const { config, levels, builtin: count } = JSON.parse(data.toString('utf8', headerAt, end)) as Header
  const artefact = data.subarray(aligned(end))
  const ruleSet = artefact.length === 0 ? builtin() : ruleSetOf(artefact, count)
  return ruleSet && { config: { ...config, rules: { ...config.rules, levels: new Map(levels) } }, ruleSet }
}

const storeOf = (invocation: Invocation) => openStore(invocation, `rules-${version}`)

/** Short and distinct; two repositories that share a name take turns. */
const nameOf = ({ root, name }: ConfigText): string => {
  let hash = 0
  for (const character of `${root}\n${name}`) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return hash.toString(36)
}

const foldersIn = (source: string): string[] | undefined => {
  try {
    return (JSON.parse(source) as SetupInputs).folders.map(({ path }) => path)
  } catch {
    return undefined // damaged
  }
}

/** What an earlier run made of the same configuration and the same rule files. */
export const findSetup = (invocation: Invocation, written: ConfigText): KeptSetup | undefined => {
  const entry = storeOf(invocation).read(nameOf(written))
  if (entry === undefined) return undefined
  const source = entry.source.toString('utf8')
  const folders = foldersIn(source)
  const now = folders && readInputs(written, folders)
  return now !== undefined && JSON.stringify(now) === source ? decode(entry.data) : undefined
}

/** Keeps what was made of `inputs`; `artefact` is empty where the user has no rules. */
export const keepSetup = (invocation: Invocation, inputs: SetupInputs, config: Config, artefact: Uint8Array): void => {
  const header = { config, levels: [...config.rules.levels], builtin: builtin().artefact.patterns.length }
  storeOf(invocation).write(nameOf(inputs), () => ({
    source: Buffer.from(JSON.stringify(inputs)),
    data: encode(header, artefact),
  }))
}
