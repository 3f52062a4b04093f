import { resolve } from 'node:path'
import {
  inTheirFiles,
  leftoverKeyTree,
  leftoverMeta,
  leftoverWiped,
  summariseLeftovers,
} from '../checks/leftovers/index.ts'
import { runtimeSecretMeta } from '../checks/leftovers/runtime-secret.ts'
import { valueLeftover } from '../checks/sops-decrypted/value-leftover.ts'
import { examine } from '../engine/examine.ts'
import type { Examination, Finding } from '../model/finding.ts'
import type { Context, Rule } from '../model/rule.ts'
import type { ReadFailure } from '../model/unit.ts'
import type { DeepPlaces } from '../sources/machine/deep.ts'
import { leftoverDirectories, realDirectories } from '../sources/machine/directories.ts'
import { hookBudget, hookLimits, machineLimits } from '../sources/machine/options.ts'
import { machineSource } from '../sources/machine.ts'
import type { Invocation } from './invocation.ts'
import type { Setup } from './setup.ts'

/** An examination, and what it left out without harm. */
export interface Leftovers {
  readonly examination: Examination
  /** The exact paths behind those of findings that are not UTF-8; several may read alike. */
  readonly exact: ReadonlyMap<string, readonly Buffer[]>
  readonly advice: readonly string[]
}

/** An examination of nothing. */
export const nothing: Examination = {
  findings: [],
  units: 0,
  bytes: 0,
  binary: 0,
  passed: new Map(),
  asked: new Set(),
  notRun: [],
  tooLarge: [],
  errors: [],
  inlineAllows: [],
}

/** Rules that read content alone, so that they mean the same wherever a file lies. */
export const contentRules = (rules: readonly Rule[]): Rule[] =>
  rules.filter((rule) => !rule.wholeOnly && rule.paths === undefined && rule.needs.every((need) => need === 'content'))

const withHome = (directory: string, { env, cwd }: Invocation): string =>
  directory.startsWith('~/') && env.HOME !== undefined ? `${env.HOME}${directory.slice(1)}` : resolve(cwd, directory)

/** The repository is examined by itself; outside of one nothing is. */
const inside = (root: string | undefined) => (path: string) =>
  root !== undefined && (path === root || path.startsWith(`${root}/`))

/** What could not be searched, in one sentence, for a check that does not fail because of it. */
const unsearched = (errors: readonly ReadFailure[]): string[] => {
  const [first] = errors
  if (first === undefined) return []
  const others = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`
  return [
    `Temporary folders were not searched completely: ${first.path}: ${first.reason}${others}; see \`leaktight audit\``,
  ]
}

export interface LeftoverOptions {
  /** Whether everything is searched, and what could not be is an error; otherwise it is advice. */
  readonly strict: boolean
  /** What else on the machine is searched, the user's own or everybody's. */
  readonly machine?: 'own' | 'everyone'
  /** Where git keeps what belongs to the repository; only with `machine`. */
  readonly gitFolders?: readonly string[]
}

/** The places beside temporary folders, which no commit has to load. */
const deepOf = async (
  { env }: Invocation,
  uid: number,
  directories: readonly string[],
  { machine, gitFolders = [] }: Pick<LeftoverOptions, 'machine' | 'gitFolders'>,
): Promise<DeepPlaces | undefined> => {
  if (machine === undefined) return undefined
  const { deepPlaces } = await import('../sources/machine/deep.ts')
  const [folders, ofGit] = [directories, gitFolders].map(realDirectories)
  return deepPlaces({ uid, env, everyone: machine === 'everyone', directories: folders ?? [], gitFolders: ofGit ?? [] })
}

const runtimeSecrets = async (): Promise<readonly Finding[]> => {
  const { runtimeSecretFindings } = await import('./runtime-secrets.ts')
  return runtimeSecretFindings()
}

/** Plaintext in temporary folders: one finding for each file that holds a credential or repeats an encrypted file. */
export const leftoverFindings = async (
  invocation: Invocation,
  setup: Setup,
  context: Context,
  { strict, ...deeper }: LeftoverOptions = { strict: true },
): Promise<Leftovers> => {
  if (!setup.wanted(leftoverMeta.id)) return { examination: nothing, exact: new Map(), advice: [] }
  if (invocation.uid === undefined) {
    const notRun = [{ rule: leftoverMeta.id, reason: 'files have no owner on this system' }]
    return { examination: { ...nothing, notRun }, exact: new Map(), advice: [] }
  }
  const own = setup.config.leftovers.directories.map((directory) => withHome(directory, invocation))
  const directories = [...new Set([...leftoverDirectories(invocation.env), ...own])]
  const deep = await deepOf(invocation, invocation.uid, directories, deeper)
  const source = machineSource({
    directories,
    uid: invocation.uid,
    ...(deep === undefined ? {} : { deep, mounts: deep.mounts }),
    exclude: inside(context.repository?.root),
    ...(strict ? { limits: machineLimits } : { limits: hookLimits, budget: hookBudget }),
  })
  const opening = context.keys === undefined ? [] : [valueLeftover]
  const wiped = setup.wanted(leftoverWiped.meta.id) ? [leftoverWiped] : []
  const rules = [...contentRules(setup.allRules), leftoverKeyTree, ...wiped, ...opening]
  const examination = await examine(source, rules, context, setup.examineOptions)
  const runtime = deeper.machine === undefined || !setup.wanted(runtimeSecretMeta.id) ? [] : await runtimeSecrets()
  const { readers, places, packed } = source
  const leftovers = summariseLeftovers(inTheirFiles(examination.findings, packed), { readers, places })
  // The counts of a report are those of its own source.
  const alone = { units: 0, bytes: 0, binary: 0, inlineAllows: [] }
  const errors = strict ? examination.errors : []
  const advice = [...(deep?.advice ?? []), ...source.advice, ...(strict ? [] : unsearched(examination.errors))]
  return {
    examination: { ...examination, findings: [...leftovers, ...runtime], errors, ...alone },
    exact: source.exact,
    advice,
  }
}
