import type { SimpleGit } from 'simple-git'
import { CannotCheckError, reasonOf, UserError } from '../model/errors.ts'
import { type GitPlace, gitEnvironment, guards } from './run.ts'

// simple-git refuses variables and settings that could start a program. These are the user's own, as for git itself.
const trusted = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
} as const

/**
 * simple-git for questions off the hook path. By default it drops ambient `GIT_*` variables and lingers for 50 ms
 * after the last process; here it sees what every other git process sees, and it ends at once.
 */
const client = async (place: GitPlace): Promise<SimpleGit> => {
  const { simpleGit } = await import('simple-git')
  const env = gitEnvironment(place.env)
  return simpleGit({
    baseDir: place.cwd,
    config: [...guards],
    allowEnvironment: Object.keys(env),
    unsafe: trusted,
    completion: { onClose: true, onExit: false },
  }).env(env)
}

/** Standard output of a porcelain command. */
export const porcelain = async (place: GitPlace, args: readonly string[]): Promise<string> => {
  try {
    return await (await client(place)).raw([...args])
  } catch (error) {
    throw new CannotCheckError(`git ${args[0]} failed: ${reasonOf(error)}`, error)
  }
}

const namesNothing =
  /needed a single revision|unknown revision|bad object|expected .* type|not a valid (object|commit) name|could not get object info/i

/** What git prints; undefined when it says that there is no such thing. */
const answer = async (place: GitPlace, args: readonly string[]): Promise<string | undefined> => {
  try {
    const output = (await porcelain(place, args)).trim()
    return output === '' ? undefined : output
  } catch (error) {
    if (namesNothing.test(reasonOf(error))) return undefined
    throw error
  }
}

/** The commit that a revision names; undefined when it names none. */
export const commitOf = (place: GitPlace, revision: string): Promise<string | undefined> =>
  answer(place, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${revision}^{commit}`])

/** The same for a revision that the user gave. */
export const requireCommit = async (place: GitPlace, revision: string, flag: string): Promise<string> => {
  const commit = await commitOf(place, revision)
  if (commit !== undefined) return commit
  throw new UserError(
    `${flag} ${revision}: there is no such commit here; fetch it, or check the name (in CI: fetch-depth: 0)`,
  )
}

export const mergeBase = (place: GitPlace, a: string, b: string): Promise<string | undefined> =>
  answer(place, ['merge-base', a, b])

const usualNames = [
  'refs/remotes/origin/HEAD',
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
]

/** The commit of the default branch, as far as it can be told without the network. */
export const defaultBranch = async (place: GitPlace): Promise<string | undefined> => {
  for (const name of usualNames) {
    const commit = await commitOf(place, name)
    if (commit !== undefined) return commit
  }
  return undefined
}
