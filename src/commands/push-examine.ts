import { requirementRules } from '../checks/sops/index.ts'
import { examine } from '../engine/examine.ts'
import type { GitObject, ObjectReader } from '../git/blobs.ts'
import { type CommitChange, commitChanges, newObjects } from '../git/commits.ts'
import { peeled } from '../git/peel.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import { treeFiles } from '../git/tree-files.ts'
import { CannotCheckError } from '../model/errors.ts'
import type { Examination } from '../model/finding.ts'
import type { History, Repository, Rule } from '../model/rule.ts'
import type { Source } from '../model/unit.ts'
import { objectSource } from '../sources/objects.ts'
import { rangeSource } from '../sources/range.ts'
import { commitState } from '../sources/states.ts'
import { treeSource } from '../sources/tree.ts'
import { creationRulesAt } from './creation-rules.ts'
import { merged } from './merge.ts'
import { messagesOf } from './messages.ts'
import type { Setup } from './setup.ts'
import { withoutTwins } from './twins.ts'

/** What is needed to judge a push. */
export interface Push {
  readonly place: RepositoryPlace
  readonly reader: ObjectReader
  readonly setup: Setup
  readonly now: () => Date
  readonly history: History
  /** Commits that the other side has, as `^<oid>`. */
  readonly there: readonly string[]
}

interface Look {
  readonly repository?: Repository
  readonly rules?: readonly Rule[]
}

const look = (
  { now, setup, history }: Push,
  source: Source,
  { repository, rules = setup.rules }: Look,
): Promise<Examination> => {
  const context = { now, policy: setup.checkPolicy, history, ...(repository === undefined ? {} : { repository }) }
  return examine(source, rules, context, setup.examineOptions)
}

/** Commits in groups of the same creation rules: what one ref says about encryption is not asked of another. */
const byCreationRules = async (place: RepositoryPlace, commits: readonly string[]): Promise<string[][]> => {
  if (commits.length < 2) return commits.map((commit) => [commit])
  const groups = new Map<string, string[]>()
  for (const commit of commits) {
    const rules = await creationRulesAt(place, commit)
    groups.set(rules, [...(groups.get(rules) ?? []), commit])
  }
  return [...groups.values()]
}

const asksCreationRules = (rule: Rule): boolean => requirementRules.includes(rule)

/** What commits bring, under the creation rules of `tip`. */
const lookAtFiles = (push: Push, changes: readonly CommitChange[], tip: string, rules: readonly Rule[]) => {
  const { place, reader } = push
  const repository = commitState(place, reader, tip)
  return look(push, rangeSource(place, reader, changes.toReversed()), { repository, rules })
}

/** Files that were counted before, once more under the creation rules of the refs that bring them. */
const lookAgain = async (push: Push, tips: readonly string[], before: Examination): Promise<Examination> => {
  const { changes } = await commitChanges(push.place, [], [...tips, ...push.there])
  const rules = push.setup.rules.filter(asksCreationRules)
  const { findings, errors, tooLarge } = await lookAtFiles(push, changes, tips[0] ?? 'HEAD', rules)
  return { ...before, findings, errors, tooLarge, units: 0, bytes: 0, binary: 0, passed: new Map(), inlineAllows: [] }
}

/** Every commit once; where refs differ in their creation rules, each of them is asked about its own commits. */
const lookAtCommits = async (push: Push, tips: readonly string[]): Promise<Examination[]> => {
  const [tip] = tips
  const { place, reader, setup, there } = push
  if (tip === undefined) return [await look(push, rangeSource(place, reader, []), {})]
  const groups = await byCreationRules(place, tips)
  const rules = groups.length === 1 ? setup.rules : setup.rules.filter((rule) => !asksCreationRules(rule))
  const { commits, changes } = await commitChanges(place, [], [...tips, ...there])
  const files = await lookAtFiles(push, changes, tip, rules)
  const parts = [files, await look(push, objectSource(place, reader, messagesOf(commits)), {})]
  if (groups.length > 1) for (const group of groups) parts.push(await lookAgain(push, group, files))
  return parts
}

/** Tags with their messages, and what they point at where it is no commit. */
const lookAtOthers = async (push: Push, objects: readonly GitObject[]): Promise<Examination[]> => {
  const { place, reader } = push
  const origin = { from: 'object' } as const
  const alone = objects.filter(({ type }) => type === 'tag' || type === 'blob').map(({ oid }) => ({ oid, origin }))
  const parts = [await look(push, objectSource(place, reader, alone), {})]
  for (const { oid } of objects.filter(({ type }) => type === 'tree')) {
    const files = await treeFiles(place, oid)
    const repository = commitState(place, reader, oid)
    parts.push(await look(push, treeSource(place, reader, origin, files), { repository }))
  }
  return parts
}

/** A hook that was given something new and looked at nothing must not say "clean". */
const mustHaveLooked = async (push: Push, oids: readonly string[], { units, errors }: Examination): Promise<void> => {
  if (units + errors.length > 0 || !(await newObjects(push.place, [...oids, ...push.there]))) return
  throw new CannotCheckError('new objects are pushed and none of them was examined; run git fsck')
}

/** Every blob, message and tag that refs of these ids bring to the other side. */
export const examinePush = async (push: Push, oids: readonly string[]): Promise<Examination> => {
  const named = new Map<string, GitObject>()
  for (const oid of oids) for (const object of await peeled(push.reader, oid)) named.set(object.oid, object)
  const objects = [...named.values()]
  const commits = objects.filter(({ type }) => type === 'commit').map(({ oid }) => oid)
  const parts = [...(await lookAtCommits(push, commits)), ...(await lookAtOthers(push, objects))]
  const examination = withoutTwins(merged(parts))
  await mustHaveLooked(push, oids, examination)
  return examination
}
