import type { SimpleGit } from 'simple-git'
import { CannotCheckError, reasonOf, UserError } from '../model/errors.ts'
import type { GitPlace } from './run.ts'

/**
 * simple-git for questions off the hook path. By default it drops ambient `GIT_*` variables and lingers for 50 ms
 * after the last process; a hook's variables are kept here, and it ends at once.
 */
const client = async (place: GitPlace): Promise<SimpleGit> => {
  const { simpleGit } = await import('simple-git')
  return simpleGit({
    baseDir: place.cwd,
    allowEnvironment: [
      'GIT_DIR',
      'GIT_WORK_TREE',
      'GIT_INDEX_FILE',
      'GIT_OBJECT_DIRECTORY',
      'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    ],
    completion: { onClose: true, onExit: false },
  })
}

const namesNothing =
  /needed a single revision|unknown revision|bad object|expected .* type|not a valid (object|commit) name|could not get object info/i

/** What git prints; undefined when it says that there is no such thing. */
const answer = async (place: GitPlace, args: string[]): Promise<string | undefined> => {
  try {
    const output = await (await client(place)).raw(args)
    return output.trim() === '' ? undefined : output.trim()
  } catch (error) {
    if (namesNothing.test(reasonOf(error))) return undefined
    throw new CannotCheckError(`git ${args[0]} failed: ${reasonOf(error)}`, error)
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

/** Commits of the remote-tracking branches of `remote`; all of them are already on the other side. */
export const remoteTips = async (place: GitPlace, remote: string): Promise<string[]> => {
  try {
    const output = await (await client(place)).raw([
      'for-each-ref',
      '--format=%(objectname)',
      `refs/remotes/${remote}/`,
    ])
    return output.split('\n').filter((line) => line !== '')
  } catch (error) {
    throw new CannotCheckError(`the branches of ${remote} could not be listed: ${reasonOf(error)}`, error)
  }
}
