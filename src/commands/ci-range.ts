import { readFileSync } from 'node:fs'
import { commitOf, defaultBranch, mergeBase, requireCommit } from '../git/revisions.ts'
import type { GitPlace } from '../git/run.ts'
import { CannotCheckError, reasonOf } from '../model/errors.ts'

export interface CiRange {
  readonly head: string
  /** Undefined: the range begins with the first commit. */
  readonly base: string | undefined
  /** How the base was found, for people. */
  readonly from: string
}

/** What a CI says about where the change began. */
export interface CiHint {
  readonly from: string
  /** A commit before the change, of which the merge base with the head is taken. */
  readonly revision: string
}

interface PushEvent {
  readonly before?: unknown
}

const githubBefore = (env: NodeJS.ProcessEnv): string | undefined => {
  if (env.GITHUB_EVENT_NAME !== 'push' || env.GITHUB_EVENT_PATH === undefined) return undefined
  try {
    const event: PushEvent = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'))
    return typeof event.before === 'string' ? event.before : undefined
  } catch (error) {
    throw new CannotCheckError(`GITHUB_EVENT_PATH could not be read: ${reasonOf(error)}; pass --base`, error)
  }
}

const branch = (name: string | undefined): string | undefined =>
  name === undefined || name === '' ? undefined : `refs/remotes/origin/${name}`

/** The variables of GitHub, GitLab, Bitbucket, Azure, Jenkins, Buildkite and Travis, in the order of their exactness. */
export const ciHint = (env: NodeJS.ProcessEnv): CiHint | undefined => {
  const candidates: [string, string | undefined][] = [
    ['GITHUB_BASE_REF', branch(env.GITHUB_BASE_REF)],
    ['GITHUB_EVENT_PATH', githubBefore(env)],
    ['CI_MERGE_REQUEST_DIFF_BASE_SHA', env.CI_MERGE_REQUEST_DIFF_BASE_SHA],
    ['CI_COMMIT_BEFORE_SHA', env.CI_COMMIT_BEFORE_SHA],
    ['BITBUCKET_PR_DESTINATION_COMMIT', env.BITBUCKET_PR_DESTINATION_COMMIT],
    ['SYSTEM_PULLREQUEST_TARGETBRANCH', branch(env.SYSTEM_PULLREQUEST_TARGETBRANCH?.replace('refs/heads/', ''))],
    ['CHANGE_TARGET', branch(env.CHANGE_TARGET)],
    ['GIT_PREVIOUS_SUCCESSFUL_COMMIT', env.GIT_PREVIOUS_SUCCESSFUL_COMMIT],
    ['BUILDKITE_PULL_REQUEST_BASE_BRANCH', branch(env.BUILDKITE_PULL_REQUEST_BASE_BRANCH)],
    ['TRAVIS_COMMIT_RANGE', env.TRAVIS_COMMIT_RANGE?.split('...')[0]],
  ]
  for (const [from, revision] of candidates) {
    // A new branch has no commit before it: the variable is then all zeros.
    if (revision !== undefined && revision !== '' && !/^0+$/.test(revision)) return { from, revision }
  }
  return undefined
}

const baseOf = async (place: GitPlace, head: string, revision: string, from: string): Promise<CiRange> => {
  const commit = await commitOf(place, revision)
  if (commit === undefined) {
    throw new CannotCheckError(
      `${from} names ${revision}, which is not in this clone; fetch it (in CI: fetch-depth: 0)`,
    )
  }
  const base = await mergeBase(place, commit, head)
  if (base === undefined) {
    throw new CannotCheckError(
      `${revision} (${from}) and the head share no commit in this clone; fetch the history (in CI: fetch-depth: 0)`,
    )
  }
  return { head, base, from }
}

/** The commits that `ci` looks at: from flags, else the CI's variables, else since the default branch. */
export const ciRange = async (
  place: GitPlace,
  flags: { readonly base?: string; readonly head?: string },
): Promise<CiRange> => {
  const head = await requireCommit(place, flags.head ?? 'HEAD', '--head')
  if (flags.base !== undefined) {
    await requireCommit(place, flags.base, '--base')
    return baseOf(place, head, flags.base, '--base')
  }
  const hint = ciHint(place.env)
  if (hint !== undefined) return baseOf(place, head, hint.revision, hint.from)
  const main = await defaultBranch(place)
  if (main === undefined) return { head, base: undefined, from: 'the first commit' }
  return { head, base: await mergeBase(place, main, head), from: 'the default branch' }
}
