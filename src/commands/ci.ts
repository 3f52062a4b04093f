import { policyChangeRule } from '../checks/policy-change.ts'
import { examine } from '../engine/examine.ts'
import { type ObjectReader, openObjectReader } from '../git/blobs.ts'
import { commitChanges } from '../git/commits.ts'
import { gitHistory } from '../git/first-appearance.ts'
import { findRepository, isShallow, type RepositoryPlace } from '../git/repository.ts'
import { treeFiles } from '../git/tree-files.ts'
import { CannotCheckError } from '../model/errors.ts'
import type { Examination } from '../model/finding.ts'
import type { Context } from '../model/rule.ts'
import { type Config, defaultConfig } from '../policy/config.ts'
import { rangeSource } from '../sources/range.ts'
import { commitState } from '../sources/states.ts'
import { treeSource } from '../sources/tree.ts'
import { type CiRange, ciRange } from './ci-range.ts'
import { conclude } from './conclude.ts'
import { withAllowsOfBase } from './inline-allows.ts'
import type { Invocation, Outcome, ScanFlags } from './invocation.ts'
import { merged } from './merge.ts'
import { configName, readConfig, type Setup, setUp } from './setup.ts'

export interface CiFlags extends ScanFlags {
  readonly base?: string
  readonly head?: string
}

/** A change cannot allow itself: the configuration is the one of the base revision. */
const configOfBase = async (
  invocation: Invocation,
  place: RepositoryPlace,
  reader: ObjectReader,
  range: CiRange,
  named: string | undefined,
): Promise<Config> => {
  if (named !== undefined) return readConfig(invocation.cwd, place.root, named)
  const revision = range.base ?? range.head
  const object = await reader.read(`${revision}:${configName}`)
  if (object?.bytes === undefined) return defaultConfig
  const { parseConfig } = await import('../policy/parse-config.ts')
  return parseConfig(Buffer.from(object.bytes).toString('utf8'), `${configName} (at ${revision.slice(0, 12)})`)
}

/** One value in one file is told once: with the first commit that brought it, else as it stands in the tree. */
const withoutRepeats = (inCommits: Examination, inTree: Examination): Examination[] => {
  const seen = new Map<string, string | undefined>()
  const first = inCommits.findings.filter(({ fingerprint, origin }) => {
    if (!seen.has(fingerprint)) seen.set(fingerprint, origin.oid)
    return seen.get(fingerprint) === origin.oid
  })
  const further = inTree.findings.filter(({ fingerprint }) => !seen.has(fingerprint))
  return [
    { ...inCommits, findings: first },
    { ...inTree, findings: further },
  ]
}

/** Findings in the tree stand now; whether a line is old says nothing about whether it may stay. */
const examineRangeAndTree = async (
  place: RepositoryPlace,
  reader: ObjectReader,
  range: CiRange,
  setup: Setup,
  context: Context,
): Promise<Examination> => {
  const revisions = range.base === undefined ? [range.head] : [range.head, `^${range.base}`]
  const { changes } = await commitChanges(place, [], revisions)
  const commits = rangeSource(place, reader, changes.reverse())
  const tree = treeSource(place, reader, range.head, await treeFiles(place, range.head))
  const inCommits = await examine(commits, setup.rules, context, setup.examineOptions)
  const inTree = await examine(tree, setup.rules, context, setup.examineOptions)
  const added = { ...inCommits, findings: inCommits.findings.filter((finding) => finding.status === 'open') }
  return merged(withoutRepeats(added, inTree))
}

const rangeAdvice = ({ base, head, from }: CiRange): string =>
  base === undefined
    ? `Looked at every commit up to ${head.slice(0, 12)}, and at its tree.`
    : `Looked at the commits after ${base.slice(0, 12)} (from ${from}) up to ${head.slice(0, 12)}, and at its tree.`

/** `leaktight ci`: blobs of a commit range and the head tree → engine → policy of the base → report. */
export const ciCommand = async (invocation: Invocation, flags: CiFlags): Promise<Outcome> => {
  const place = await findRepository(invocation)
  const range = await ciRange(place, flags)
  if (range.base === undefined && (await isShallow(place))) {
    throw new CannotCheckError(
      'history is cut off (shallow clone) and no base is known: set fetch-depth: 0, or pass --base',
    )
  }
  const reader = openObjectReader(place, defaultConfig.limits.holdBytes)
  try {
    const config = await configOfBase(invocation, place, reader, range, flags.config)
    const setup = await setUp(place.root, config, flags, [policyChangeRule])
    const context = {
      now: invocation.now,
      policy: setup.checkPolicy,
      repository: commitState(place, reader, range.head),
      history: gitHistory(place),
    }
    const examination = await examineRangeAndTree(place, reader, range, setup, context)
    const judged = await withAllowsOfBase(examination, reader, range.base)
    return await conclude('ci', judged, setup, invocation, flags, { whole: true, advice: () => [rangeAdvice(range)] })
  } finally {
    await reader.close()
  }
}
