import { examine } from '../engine/examine.ts'
import { openObjectReader } from '../git/blobs.ts'
import { gitHistory } from '../git/first-appearance.ts'
import { MissingObjectsError, missingObjects } from '../git/missing-objects.ts'
import { findRepository, isShallow, type RepositoryPlace } from '../git/repository.ts'
import { indexFiles, untrackedFiles } from '../git/tree-files.ts'
import { CannotCheckError } from '../model/errors.ts'
import type { Examination, Finding } from '../model/finding.ts'
import type { Context } from '../model/rule.ts'
import type { ReadFailure } from '../model/unit.ts'
import { historySource } from '../sources/history.ts'
import { diskState } from '../sources/states.ts'
import { worktreeSource } from '../sources/worktree.ts'
import { attributed } from './attribute.ts'
import { conclude } from './conclude.ts'
import type { Invocation, Outcome, ScanFlags } from './invocation.ts'
import { leftoverFindings } from './leftovers.ts'
import { merged } from './merge.ts'
import { readConfig, type Setup, setUp } from './setup.ts'

export interface AuditFlags extends ScanFlags {
  /** Every object of the store too. */
  readonly history?: boolean
  /** Installed dependencies too. */
  readonly dependencies?: boolean
  /** Threads that read files; by default one a core. */
  readonly jobs?: number
}

const examineTree = async (
  place: RepositoryPlace,
  setup: Setup,
  context: Context,
  flags: AuditFlags,
): Promise<Examination> => {
  const atTop = { ...place, cwd: place.root }
  const [tracked, untracked] = await Promise.all([indexFiles(atTop), untrackedFiles(atTop)])
  const reader = openObjectReader(place, setup.config.limits.holdBytes)
  try {
    const files = { tracked, untracked, dependencies: flags.dependencies === true }
    return await examine(
      worktreeSource(place, reader, files),
      setup.rules,
      context,
      await setup.withThreads(flags.jobs),
    )
  } finally {
    await reader.close()
  }
}

const failure = (error: unknown): ReadFailure => {
  if (error instanceof CannotCheckError) return { path: '(history)', reason: error.message }
  throw error
}

/** What refs lead to and the store does not hold was not looked at. */
const missingOrTold = async (place: RepositoryPlace): Promise<ReadFailure[]> => {
  try {
    const missing = await missingObjects(place)
    return missing.length === 0 ? [] : [failure(new MissingObjectsError(missing))]
  } catch (error) {
    return [failure(error)]
  }
}

/** Where history is damaged, findings stay where the store has them. */
const attributedOrTold = async (
  place: RepositoryPlace,
  findings: readonly Finding[],
): Promise<Pick<Examination, 'findings' | 'errors'>> => {
  try {
    return { findings: await attributed(place, findings), errors: [] }
  } catch (error) {
    return { findings, errors: [failure(error)] }
  }
}

const unique = (failures: readonly ReadFailure[]): ReadFailure[] => [
  ...new Map(failures.map((each) => [`${each.path} ${each.reason}`, each])).values(),
]

const examineHistory = async (place: RepositoryPlace, setup: Setup, context: Context): Promise<Examination> => {
  if (await isShallow(place)) {
    throw new CannotCheckError(
      'history is cut off (shallow clone): run git fetch --unshallow, in CI set fetch-depth: 0',
    )
  }
  const source = historySource(place, setup.config.limits.holdBytes)
  const examination = await examine(source, setup.rules, context, setup.examineOptions)
  const { findings, errors } = await attributedOrTold(place, examination.findings)
  const incomplete = [...examination.errors, ...(await missingOrTold(place)), ...errors]
  return { ...examination, findings, errors: unique(incomplete) }
}

/** `leaktight audit`: working tree, leftovers and, on request, every object of the store → engine → policy → report. */
export const auditCommand = async (invocation: Invocation, flags: AuditFlags): Promise<Outcome> => {
  const place = await findRepository(invocation)
  const config = await readConfig(invocation.cwd, place.root, flags.config)
  const setup = await setUp(place.root, config, flags)
  const context = {
    now: invocation.now,
    policy: setup.checkPolicy,
    repository: diskState(place.root, place),
    history: gitHistory(place),
  }
  const leftovers = await leftoverFindings(invocation, setup, context)
  const parts = [await examineTree(place, setup, context, flags), leftovers.examination]
  if (flags.history === true) parts.push(await examineHistory(place, setup, context))
  return conclude('audit', merged(parts), setup, invocation, flags, { whole: true, advice: () => leftovers.advice })
}
