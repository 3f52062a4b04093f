import { textconvRules } from '../checks/sops-repository/index.ts'
import { examine } from '../engine/examine.ts'
import { type ObjectReader, openObjectReader } from '../git/blobs.ts'
import { commonDir } from '../git/common-dir.ts'
import { gitHistory } from '../git/first-appearance.ts'
import { findRepository, type RepositoryPlace } from '../git/repository.ts'
import { indexFiles, untrackedFiles } from '../git/tree-files.ts'
import { UserError } from '../model/errors.ts'
import type { Examination } from '../model/finding.ts'
import type { Context } from '../model/rule.ts'
import { gitSettingsSource } from '../sources/git-settings.ts'
import { worktreeState } from '../sources/states.ts'
import { worktreeSource } from '../sources/worktree.ts'
import { examineHistory, noHistory } from './audit-history.ts'
import { copiesBeside, withCopies } from './beside.ts'
import { conclude } from './conclude.ts'
import { askForDangling, withDangling } from './dangling.ts'
import type { Invocation, Outcome, ScanFlags } from './invocation.ts'
import { keyFileFindings } from './key-files.ts'
import { keysOf, openedAdvice } from './keys.ts'
import { type LeftoverOptions, leftoverFindings } from './leftovers.ts'
import { merged } from './merge.ts'
import { withMissedHistory } from './missed-history.ts'
import { type Setup, setUpHere } from './setup.ts'
import { type Verification, type VerifyFlags, withVerification } from './verification.ts'

export interface AuditFlags extends ScanFlags, VerifyFlags {
  /** Every object of the store too. */
  readonly history?: boolean
  /** False: nothing that an earlier run knows is used, and nothing is remembered. */
  readonly cache?: boolean
  /** Every place on the machine where plaintext is left behind, and objects of git that no branch leads to. */
  readonly machine?: boolean
  /** The same, of every user. */
  readonly allUsers?: boolean
  /** Installed dependencies too. */
  readonly dependencies?: boolean
  /** Threads that read files; by default one a core. */
  readonly jobs?: number
}

const examineTree = async (
  place: RepositoryPlace,
  reader: ObjectReader,
  setup: Setup,
  context: Context,
  flags: AuditFlags,
): Promise<Examination> => {
  const atTop = { ...place, cwd: place.root }
  const [tracked, untracked] = await Promise.all([indexFiles(atTop), untrackedFiles(atTop)])
  const files = { tracked, untracked, dependencies: flags.dependencies === true }
  return examine(worktreeSource(place, reader, files), setup.auditRules, context, await setup.withThreads(flags.jobs))
}

/** What git is told to do with files, which stands in no file of the tree. It is no file that was looked at. */
const examineSettings = async (setup: Setup, context: Context): Promise<Examination> => {
  const rules = setup.auditRules.filter((rule) => textconvRules.includes(rule))
  return { ...(await examine(gitSettingsSource(), rules, context, setup.examineOptions)), units: 0 }
}

/** Files of the past were encrypted to keys of the past: encrypted files are opened as they are now. */
const keyless = ({ keys: _, ...context }: Context): Context => context

const machineOf = async (
  place: RepositoryPlace,
  { machine, allUsers }: AuditFlags,
): Promise<Pick<LeftoverOptions, 'machine' | 'gitFolders'>> => {
  if (machine !== true && allUsers !== true) return {}
  return { machine: allUsers === true ? 'everyone' : 'own', gitFolders: [place.gitDir, await commonDir(place)] }
}

const mayReadEverything = ({ uid }: Invocation, { allUsers }: AuditFlags): void => {
  if (allUsers === true && uid !== 0)
    throw new UserError('audit --all-users: only root can look at the files of every user; without it, at your own')
}

/** `leaktight audit`: working tree, machine and, on request, every object of the store → engine → policy → report. */
export const auditCommand = async (invocation: Invocation, flags: AuditFlags): Promise<Outcome> => {
  mayReadEverything(invocation, flags)
  const place = await findRepository(invocation)
  const verification = await withVerification(await setUpHere(invocation, place.root, flags), invocation, flags)
  const reader = openObjectReader(place, verification.setup.config.limits.holdBytes)
  try {
    return await auditWith(reader, place, verification, invocation, flags)
  } finally {
    await reader.close()
  }
}

const auditWith = async (
  reader: ObjectReader,
  place: RepositoryPlace,
  verification: Verification,
  invocation: Invocation,
  flags: AuditFlags,
): Promise<Outcome> => {
  const { setup } = verification
  const past = gitHistory(place, { reader })
  const context: Context = {
    now: invocation.now,
    policy: setup.checkPolicy,
    repository: worktreeState(place, reader),
    history: past,
    ...keysOf(invocation, place.root, setup, flags),
  }
  const dangling =
    flags.history === true || flags.machine === true || flags.allUsers === true ? askForDangling(place) : undefined
  // What encrypted files hold is known before it is looked for in leftovers.
  const tree = await examineTree(place, reader, setup, context, flags)
  const leftovers = await leftoverFindings(invocation, setup, context, {
    strict: true,
    ...(await machineOf(place, flags)),
  })
  const copies = await copiesBeside(invocation, setup, context, place)
  const settings = await examineSettings(setup, context)
  const keys = await keyFileFindings(invocation, setup, place)
  const cache = flags.cache === false ? undefined : { uid: invocation.uid }
  const history =
    flags.history === true ? await examineHistory(place, reader, setup, keyless(context), cache) : noHistory
  const objects =
    dangling === undefined
      ? history.examinations
      : await withDangling(dangling, place, reader, setup, context, history.examinations)
  const parts = [...withCopies(tree, copies), settings, leftovers.examination, keys, ...objects]
  const advice = [...(await openedAdvice(context)), ...leftovers.advice, ...history.advice, ...verification.advice()]
  return conclude('audit', withMissedHistory(merged(parts), past), setup, invocation, flags, {
    whole: true,
    advice: () => advice,
  })
}
