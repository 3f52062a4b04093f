import { closeSync, constants, lstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RepositoryPlace } from './repository.ts'
import type { GitPlace } from './run.ts'

/** A {@link GitPlace}, and the effective user; undefined where files have no owners. */
export interface Asker extends GitPlace {
  readonly uid?: number | undefined
}

// Those that move a repository or its parts, or make git look for it in another way.
const leading =
  /^GIT_(?:DIR|(?:IMPLICIT_)?WORK_TREE|COMMON_DIR|(?:ALTERNATE_)?OBJECT_DIRECTOR(?:Y|IES)|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|CONFIG(?:_PARAMETERS|_COUNT)?|NAMESPACE|(?:SHALLOW|GRAFT)_FILE|(?:INTERNAL|TEST)_\w+)$/

const isLedElsewhere = (env: NodeJS.ProcessEnv): boolean => Object.keys(env).some((name) => leading.test(name))

const at = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false })

const mostBytes = 64 * 1024

/** The text of a small regular file; undefined for anything else. */
const smallFile = (path: string): string | undefined => {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const buffer = Buffer.allocUnsafe(mostBytes)
    const length = readSync(descriptor, buffer)
    return length < mostBytes ? buffer.toString('latin1', 0, length) : undefined
  } finally {
    closeSync(descriptor)
  }
}

const plainHead = /^(?:ref: refs\/\S+|[0-9a-f]{40}|[0-9a-f]{64})\n?$/

/** Nothing in the configuration moves the working tree, or might. */
const isPlainConfig = (config: string): boolean =>
  !/worktree|include/i.test(config) && !/bare(?!\s*=\s*false\s*$)/im.test(config)

const isPlainGitDirectory = (path: string): boolean =>
  plainHead.test(smallFile(join(path, 'HEAD')) ?? '') &&
  at(join(path, 'objects'))?.isDirectory() === true &&
  at(join(path, 'refs'))?.isDirectory() === true &&
  at(join(path, 'commondir')) === undefined &&
  isPlainConfig(smallFile(join(path, 'config')) ?? 'include')

/** The top of the working tree around a folder, where that is plain to see. */
const topAround = (from: string, uid: number): string | undefined => {
  const device = at(from)?.dev
  for (let folder = from; ; folder = dirname(folder)) {
    const [own, git] = [at(folder), at(join(folder, '.git'))]
    if (own === undefined || own.dev !== device) return undefined
    if (git !== undefined) {
      const ours = own.uid === uid && git.uid === uid
      return ours && git.isDirectory() && git.dev === device && isPlainGitDirectory(join(folder, '.git'))
        ? folder
        : undefined
    }
    // A bare repository, or the inside of `.git`.
    if (at(join(folder, 'HEAD')) !== undefined || folder === dirname(folder)) return undefined
  }
}

/**
 * The repository around `place.cwd` without asking git, which takes a process; undefined wherever git might see it
 * otherwise: variables and settings that lead elsewhere, links, worktrees, submodules, other owners, broken ones.
 * See setup_git_directory_gently in git's setup.c.
 */
export const plainRepository = (place: Asker): RepositoryPlace | undefined => {
  if (place.uid === undefined || isLedElsewhere(place.env)) return undefined
  try {
    const root = topAround(realpathSync.native(place.cwd), place.uid)
    // Bytes that are no UTF-8 do not survive, and the answers of git are lines.
    if (root === undefined || /[\ufffd\n]/.test(root)) return undefined
    const { cwd, env } = place
    return { cwd, env, root, gitDir: join(root, '.git') }
  } catch {
    return undefined // git says what is wrong
  }
}
