import { resolve } from 'node:path'
import { leftoverKeyTree, leftoverMeta, summariseLeftovers } from '../checks/leftovers/index.ts'
import { examine } from '../engine/examine.ts'
import type { Examination } from '../model/finding.ts'
import type { Context, Rule } from '../model/rule.ts'
import { leftoverDirectories } from '../sources/machine/directories.ts'
import { machineLimits } from '../sources/machine/options.ts'
import { machineSource } from '../sources/machine.ts'
import type { Invocation } from './invocation.ts'
import type { Setup } from './setup.ts'

/** An examination, and what it left out without harm. */
export interface Leftovers {
  readonly examination: Examination
  readonly advice: readonly string[]
}

const nothing: Examination = {
  findings: [],
  units: 0,
  bytes: 0,
  binary: 0,
  passed: new Map(),
  notRun: [],
  tooLarge: [],
  errors: [],
  inlineAllows: [],
}

/** Rules that read content alone, so that they mean the same wherever a file lies. */
const contentRules = (rules: readonly Rule[]): Rule[] =>
  rules.filter((rule) => !rule.wholeOnly && rule.paths === undefined && rule.needs.every((need) => need === 'content'))

const withHome = (directory: string, { env, cwd }: Invocation): string =>
  directory.startsWith('~/') && env.HOME !== undefined ? `${env.HOME}${directory.slice(1)}` : resolve(cwd, directory)

const inside = (root: string) => (path: string) => path === root || path.startsWith(`${root}/`)

/** Plaintext in temporary folders: one finding for each file that holds a credential or repeats an encrypted file. */
export const leftoverFindings = async (invocation: Invocation, setup: Setup, context: Context): Promise<Leftovers> => {
  if (!setup.wanted(leftoverMeta.id)) return { examination: nothing, advice: [] }
  if (invocation.uid === undefined) {
    const notRun = [{ rule: leftoverMeta.id, reason: 'files have no owner on this system' }]
    return { examination: { ...nothing, notRun }, advice: [] }
  }
  const own = setup.config.leftovers.directories.map((directory) => withHome(directory, invocation))
  const source = machineSource({
    directories: [...new Set([...leftoverDirectories(invocation.env), ...own])],
    uid: invocation.uid,
    exclude: inside(context.repository?.root ?? invocation.cwd),
    limits: machineLimits,
  })
  const rules = [...contentRules(setup.allRules), leftoverKeyTree]
  const examination = await examine(source, rules, context, setup.examineOptions)
  const findings = summariseLeftovers(examination.findings, source.readers)
  // The counts of a report are those of its own source.
  const alone = { units: 0, bytes: 0, binary: 0, inlineAllows: [] }
  return { examination: { ...examination, findings, ...alone }, advice: source.advice }
}
