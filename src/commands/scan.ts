import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { examine } from '../engine/examine.ts'
import { UserError } from '../model/errors.ts'
import { pathsSource } from '../sources/paths.ts'
import { diskState } from '../sources/states.ts'
import { streamSource } from '../sources/stdin.ts'
import { conclude } from './conclude.ts'
import type { Invocation, Outcome, ScanFlags } from './invocation.ts'
import { keysOf, openedAdvice } from './keys.ts'
import { setUpHere } from './setup.ts'
import { type VerifyFlags, withVerification } from './verification.ts'

export interface ScanCommandFlags extends ScanFlags, VerifyFlags {
  /** Read installed dependencies too. */
  readonly dependencies?: boolean
  /** Threads that read files; by default one a core. */
  readonly jobs?: number
  /** What standard input is called in the report. */
  readonly stdinPath?: string
}

/** The nearest folder at or above `folder` that is the top of a repository, else `folder` itself. No git is started. */
const rootAround = (folder: string): string => {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return folder
  }
}

/** `leaktight scan PATH…` or `-`: files, folders or standard input → engine → policy → report. */
export const scanCommand = async (
  invocation: Invocation,
  paths: readonly string[],
  flags: ScanCommandFlags,
): Promise<Outcome> => {
  if (paths.length === 0) throw new UserError('scan: name files or folders, or - for standard input')
  if (paths.includes('-') && paths.length > 1)
    throw new UserError('scan: - stands alone; scan files in a call of their own')
  const root = rootAround(invocation.cwd)
  const verification = await withVerification(await setUpHere(invocation, root, flags), invocation, flags)
  const { setup } = verification
  const { cwd, stdin } = invocation
  const { holdBytes } = setup.config.limits
  const source =
    paths[0] === '-'
      ? streamSource(stdin, flags.stdinPath ?? '(standard input)', holdBytes)
      : pathsSource({ cwd, root, paths, dependencies: flags.dependencies === true, stdin, holdBytes })
  const context = {
    now: invocation.now,
    policy: setup.checkPolicy,
    repository: diskState(root),
    ...keysOf(invocation, root, setup, flags),
  }
  const examination = await examine(source, setup.rules, context, await setup.withThreads(flags.jobs))
  const advice = [...(await openedAdvice(context)), ...verification.advice()]
  return conclude('scan', examination, setup, invocation, flags, { whole: false, advice: () => advice })
}
