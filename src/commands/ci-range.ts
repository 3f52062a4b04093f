import { readFileSync } from 'node:fs'
import { isShallow } from '../git/repository.ts'
import { commitOf, defaultBranch, mergeBase, requireCommit } from '../git/revisions.ts'
import type { GitPlace } from '../git/run.ts'
import { CannotCheckError, reasonOf } from '../model/errors.ts'

export interface CiRange {
  readonly head: string
  /** Undefined: the range begins with the first commit. */
  readonly base: string | undefined
  /** How the base was found, or why there is none, for people. */
  readonly from: string
}

/** What a CI says about where the change began. */
export interface CiHint {
  readonly from: string
  /** A commit before the change, of which the merge base with the head is taken. */
  readonly revision: string
  /** The branch stood there before the push: after a force push, no clone may have it any more. */
  readonly before: boolean
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
  const candidates: [string, string | undefined, 'before'?][] = [
    ['GITHUB_BASE_REF', branch(env.GITHUB_BASE_REF)],
    ['GITHUB_EVENT_PATH', githubBefore(env), 'before'],
    ['CI_MERGE_REQUEST_DIFF_BASE_SHA', env.CI_MERGE_REQUEST_DIFF_BASE_SHA],
    ['CI_COMMIT_BEFORE_SHA', env.CI_COMMIT_BEFORE_SHA, 'before'],
    ['BITBUCKET_PR_DESTINATION_COMMIT', env.BITBUCKET_PR_DESTINATION_COMMIT],
    ['SYSTEM_PULLREQUEST_TARGETBRANCH', branch(env.SYSTEM_PULLREQUEST_TARGETBRANCH?.replace('refs/heads/', ''))],
    ['CHANGE_TARGET', branch(env.CHANGE_TARGET)],
    ['GIT_PREVIOUS_SUCCESSFUL_COMMIT', env.GIT_PREVIOUS_SUCCESSFUL_COMMIT, 'before'],
    ['BUILDKITE_PULL_REQUEST_BASE_BRANCH', branch(env.BUILDKITE_PULL_REQUEST_BASE_BRANCH)],
    ['TRAVIS_COMMIT_RANGE', env.TRAVIS_COMMIT_RANGE?.split('...')[0], 'before'],
  ]
  for (const [from, revision, kind] of candidates) {
    // A new branch has no commit before it: the variable is then all zeros.
    if (revision === undefined || revision === '' || /^0+$/.test(revision)) continue
    return { from, revision, before: kind === 'before' }
  }
  return undefined
}

const whole = (head: string, from: string): CiRange => ({ head, base: undefined, from })

/** Since the head left the default branch; a head on that branch is a change as a whole. `why` nothing better is known. */
const sinceDefault = async (place: GitPlace, head: string, why: string): Promise<CiRange> => {
  const main = await defaultBranch(place)
  if (main === undefined) return whole(head, `no default branch is known here, and ${why}`)
  const base = await mergeBase(place, main, head)
  if (base === undefined) return whole(head, `it shares no commit with the default branch, and ${why}`)
  if (base === head) return whole(head, `it is on the default branch, and ${why}`)
  return { head, base, from: `the default branch, because ${why}` }
}

const baseOf = async (place: GitPlace, head: string, { from, revision, before }: CiHint): Promise<CiRange> => {
  const commit = await commitOf(place, revision)
  const base = commit === undefined ? undefined : await mergeBase(place, commit, head)
  if (base !== undefined) return { head, base, from }
  const what =
    commit === undefined ? 'which is not in this clone' : 'which shares no commit with the head in this clone'
  if (before && !(await isShallow(place))) {
    return sinceDefault(place, head, `${from} names ${revision.slice(0, 12)}, ${what} (a force push?)`)
  }
  throw new CannotCheckError(`${from} names ${revision}, ${what}; fetch the history (in CI: fetch-depth: 0)`)
}

/** The commits that `ci` looks at: from flags, else the CI's variables, else since the default branch. */
export const ciRange = async (
  place: GitPlace,
  flags: { readonly base?: string; readonly head?: string },
): Promise<CiRange> => {
  const head = await requireCommit(place, flags.head ?? 'HEAD', '--head')
  if (flags.base !== undefined) {
    await requireCommit(place, flags.base, '--base')
    return baseOf(place, head, { from: '--base', revision: flags.base, before: false })
  }
  const hint = ciHint(place.env)
  if (hint !== undefined) return baseOf(place, head, hint)
  return sinceDefault(place, head, 'no variable of a CI names a base')
}
