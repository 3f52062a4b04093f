import { examine } from '../engine/examine.ts'
import { openObjectReader } from '../git/blobs.ts'
import { gitHistory } from '../git/first-appearance.ts'
import { findRepository, isShallow, type RepositoryPlace } from '../git/repository.ts'
import { indexFiles, untrackedFiles } from '../git/tree-files.ts'
import { CannotCheckError } from '../model/errors.ts'
import type { Examination } from '../model/finding.ts'
import type { Context } from '../model/rule.ts'
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
    return await examine(worktreeSource(place, reader, files), setup.rules, context, setup.examineOptions)
  } finally {
    await reader.close()
  }
}

const examineHistory = async (place: RepositoryPlace, setup: Setup, context: Context): Promise<Examination> => {
  if (await isShallow(place)) {
    throw new CannotCheckError(
      'history is cut off (shallow clone): run git fetch --unshallow, in CI set fetch-depth: 0',
    )
  }
  const source = historySource(place, setup.config.limits.holdBytes)
  const examination = await examine(source, setup.rules, context, setup.examineOptions)
  return { ...examination, findings: await attributed(place, examination.findings) }
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
