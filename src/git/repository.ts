import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotCheckError, reasonOf, UserError } from '../model/errors.ts'
import { type Asker, plainRepository } from './plain-repository.ts'
import { type GitPlace, git } from './run.ts'

/** Where a repository's parts lie; absolute paths. */
export interface RepositoryPlace extends GitPlace {
  /** Top of the working tree. */
  readonly root: string
  readonly gitDir: string
}

const notThere = /not a git repository|must be run in a work tree/
const notOurs = /dubious ownership/

const withoutPrefix = (error: CannotCheckError): string => reasonOf(error).replace(/^.*fatal: /, '')

const ask = async ({ cwd, env }: GitPlace): Promise<RepositoryPlace> => {
  const output = await git({ cwd, env }, ['rev-parse', '--show-toplevel', '--absolute-git-dir'])
  const [root = '', gitDir = ''] = output.toString('utf8').split('\n')
  return { cwd, env, root, gitDir }
}

/**
 * With GIT_DIR alone, which git sets for the hooks of a linked worktree, git takes any current folder for the top
 * (git(1), GIT_WORK_TREE). The same repository found without it has the true one.
 */
const withTrueTop = async (found: RepositoryPlace): Promise<RepositoryPlace> => {
  const { GIT_DIR, ...env } = found.env
  if (GIT_DIR === undefined || env.GIT_WORK_TREE !== undefined) return found
  try {
    const other = await ask({ cwd: found.cwd, env })
    return other.gitDir === found.gitDir ? other : found
  } catch (error) {
    if (error instanceof CannotCheckError) return found // GIT_DIR is all that leads to this repository
    throw error
  }
}

/** The repository around `place.cwd` as git sees it; a {@link UserError} when there is none. */
export const askForRepository = async (place: GitPlace): Promise<RepositoryPlace> => {
  try {
    return await withTrueTop(await ask(place))
  } catch (error) {
    if (!(error instanceof CannotCheckError)) throw error
    if (notOurs.test(error.message)) throw new UserError(withoutPrefix(error))
    if (!notThere.test(error.message)) throw error
    throw new UserError(
      `${place.cwd}: ${withoutPrefix(error)}; run leaktight inside a working tree, or use \`leaktight scan PATH\``,
    )
  }
}

/** The same, without a process where the repository is plain to see. */
export const findRepository = async (place: Asker): Promise<RepositoryPlace> =>
  plainRepository(place) ?? askForRepository(place)

/** Whether HEAD names no commit yet. */
export const isUnborn = async (place: GitPlace): Promise<boolean> => {
  try {
    await git(place, ['rev-parse', '--quiet', '--verify', 'HEAD^{object}'])
    return false
  } catch {
    const target = await git(place, ['symbolic-ref', '--quiet', 'HEAD'])
    const listed = await git(place, ['for-each-ref', '--format=%(refname)', target.toString('utf8').trim()])
    return listed.length === 0
  }
}

/** The id of the empty tree in the repository's own hash. */
export const emptyTree = async (place: GitPlace): Promise<string> =>
  (await git(place, ['hash-object', '-t', 'tree', '--stdin'], '')).toString('latin1').trim()

const headsInFile = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, 'latin1')
        .split('\n')
        .filter((line) => line !== '')
    : []

/**
 * The commits being merged into HEAD, while a merge is under way. When git runs pre-merge-commit it has not written
 * MERGE_HEAD yet, and names them in `GITHEAD_<oid>` only.
 */
export const mergeHeads = (gitDir: string, env: NodeJS.ProcessEnv): string[] => {
  const written = headsInFile(join(gitDir, 'MERGE_HEAD'))
  if (written.length > 0) return written
  return Object.keys(env).flatMap((name) => /^GITHEAD_([0-9a-f]{40,64})$/.exec(name)?.[1] ?? [])
}

export const isShallow = async (place: GitPlace): Promise<boolean> =>
  (await git(place, ['rev-parse', '--is-shallow-repository'])).toString('latin1').trim() === 'true'
