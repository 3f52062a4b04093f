import { policyChangeRule } from '../checks/policy-change.ts'
import { requirementRules } from '../checks/sops/index.ts'
import { examine } from '../engine/examine.ts'
import type { ObjectReader } from '../git/blobs.ts'
import { type CommitChange, commitChanges } from '../git/commits.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import { treeFiles } from '../git/tree-files.ts'
import type { Examination, Finding } from '../model/finding.ts'
import type { Context, History, Keys, Repository, Rule } from '../model/rule.ts'
import type { Source } from '../model/unit.ts'
import { displayPath } from '../sources/git-units.ts'
import { objectSource } from '../sources/objects.ts'
import { rangeSource } from '../sources/range.ts'
import { removalSource } from '../sources/removals.ts'
import { commitState } from '../sources/states.ts'
import { treeSource } from '../sources/tree.ts'
import type { CiRange } from './ci-range.ts'
import { sameRequirements } from './creation-rules.ts'
import { withAllowsOfBase } from './inline-allows.ts'
import { openedAdvice } from './keys.ts'
import { merged } from './merge.ts'
import { messagesOf } from './messages.ts'
import type { Setup } from './setup.ts'

/** A change, and what is needed to judge it. */
export interface Change {
  readonly place: RepositoryPlace
  readonly reader: ObjectReader
  readonly range: CiRange
  readonly setup: Setup
  readonly now: () => Date
  readonly history: History
  readonly keys?: Keys
}

/** What its commits add, and the tree that it leads to. */
interface Looks {
  readonly inCommits: Examination
  readonly inTree: Examination
}

const contextOf = ({ setup, now, history, keys }: Change, repository: Repository): Context => ({
  now,
  policy: { ...setup.checkPolicy, strict: true },
  repository,
  history,
  ...(keys === undefined ? {} : { keys }),
})

const lookIn =
  (context: Context, { setup }: Change, rules: readonly Rule[]) =>
  (source: Source): Promise<Examination> =>
    examine(source, rules, context, setup.examineOptions)

const lookAs = (change: Change, repository: Repository, rules: readonly Rule[]) =>
  lookIn(contextOf(change, repository), change, rules)

const treeOf = async ({ place, reader }: Change, commit: string, wanted?: ReadonlySet<string>): Promise<Source> => {
  const files = await treeFiles(place, commit)
  const some = wanted === undefined ? files : files.filter(({ path }) => wanted.has(displayPath(path)))
  return treeSource(place, reader, { from: 'commit', commit }, some)
}

/** Only what the commits themselves brought is open in them; the tree is judged as it stands. */
const openOnes = (examination: Examination): Examination => ({
  ...examination,
  findings: examination.findings.filter((finding) => finding.status === 'open'),
})

const lookAtFiles = async (
  change: Change,
  changes: readonly CommitChange[],
  look: (source: Source) => Promise<Examination>,
): Promise<Looks> => {
  const { place, reader, range } = change
  const inCommits = await look(rangeSource(place, reader, changes))
  return { inCommits: openOnes(inCommits), inTree: await look(await treeOf(change, range.head)) }
}

const sameFile = ({ rule, path, origin }: Finding): string => `${rule} ${origin.oid ?? ''} ${path}`

/** What the second look found in files in which the first found nothing of the kind, and what it could not check. */
const withMore = (first: Examination, second: Examination): Examination => {
  const known = new Set(first.findings.map(sameFile))
  const more = second.findings.filter((finding) => !known.has(sameFile(finding)))
  const told = new Set(first.errors.map(({ path, reason }) => `${path} ${reason}`))
  const errors = second.errors.filter(({ path, reason }) => path !== '' && !told.has(`${path} ${reason}`))
  return { ...first, findings: [...first.findings, ...more], errors: [...first.errors, ...errors] }
}

/** Why the creation rules of the base say nothing, when they cannot be used: a change must be able to mend them. */
const unusable = ({ errors }: Examination): string[] =>
  errors
    .filter(({ path }) => path === '')
    .map(({ reason }) => `The .sops.yaml of the base was left aside: ${reason.replace(/^[a-z-]+: /, '')}.`)

/** A change cannot drop the rules for what must be encrypted: those of the base are asked as well as its own. */
const withRulesOfBase = async (
  change: Change,
  changes: readonly CommitChange[],
  { inCommits, inTree }: Looks,
): Promise<Looks & { advice: string[] }> => {
  const { place, reader, setup } = change
  const { base, head } = change.range
  if (base === undefined || (await sameRequirements(place, reader, base, head)))
    return { inCommits, inTree, advice: [] }
  const rules = setup.rules.filter((rule) => requirementRules.includes(rule))
  const second = await lookAtFiles(change, changes, lookAs(change, commitState(place, reader, base), rules))
  return {
    inCommits: withMore(inCommits, second.inCommits),
    inTree: withMore(inTree, second.inTree),
    advice: unusable(second.inTree),
  }
}

const removedPolicy = ({ setup }: Change): Rule[] => {
  const { id } = policyChangeRule().meta
  return setup.rules.filter(({ meta }) => meta.id === id)
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

/** Every file and message that the commits of a change add, the policy they remove, and the head tree. */
export const examineChange = async (change: Change): Promise<{ examination: Examination; advice: string[] }> => {
  const { place, reader, range, setup } = change
  const revisions = range.base === undefined ? [range.head] : [range.head, `^${range.base}`]
  const { commits, changes } = await commitChanges(place, [], revisions)
  changes.reverse()
  const head = commitState(place, reader, range.head)
  const context = contextOf(change, head)
  const look = lookIn(context, change, setup.rules)
  const own = await lookAtFiles(change, changes, look)
  const { inCommits, inTree, advice } = await withRulesOfBase(change, changes, own)
  const messages = await look(objectSource(place, reader, messagesOf(commits)))
  const removed = await lookAs(change, head, removedPolicy(change))(removalSource(changes))
  const findings = [...inCommits.findings, ...removed.findings]
  const added = merged([{ ...inCommits, findings }, messages])
  const opened = await openedAdvice(context)
  return { examination: await judged(change, merged(withoutRepeats(added, inTree))), advice: [...advice, ...opened] }
}

/** Without a base there is no change to distrust. */
const judged = async (change: Change, examination: Examination): Promise<Examination> => {
  const { place, reader, setup } = change
  const { base } = change.range
  if (base === undefined) return examination
  const look = lookAs(change, commitState(place, reader, base), setup.rules)
  return withAllowsOfBase(examination, async (paths) => look(await treeOf(change, base, paths)))
}
