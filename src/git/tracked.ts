import { lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CannotCheckError, reasonOf, UserError } from '../model/errors.ts'
import { splitNul } from './raw-changes.ts'
import { type GitPlace, git } from './run.ts'

// `git rev-parse --local-env-vars`: they speak of one repository, which need not be the one around the file.
const local = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_CONFIG',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_COUNT',
  'GIT_OBJECT_DIRECTORY',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_REPLACE_REF_BASE',
  'GIT_PREFIX',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_COMMON_DIR',
]

// These change where git looks for a repository, or how it reads the path it is given.
const misleading = [
  'GIT_CEILING_DIRECTORIES',
  'GIT_LITERAL_PATHSPECS',
  'GIT_GLOB_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
]

const ignored = new Set([...local, ...misleading])

const undisturbed = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !ignored.has(name.toUpperCase()))),
  GIT_DISCOVERY_ACROSS_FILESYSTEM: '1',
})

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/** The nearest `.git` in a folder or above it, which git should have found. */
const gitEntryAbove = (folder: string): string | undefined => {
  const entry = join(folder, '.git')
  if (isThere(entry)) return entry
  const above = dirname(folder)
  return above === folder ? undefined : gitEntryAbove(above)
}

/** An error of git that says that no repository is around a folder, where that is so. */
export const saysNoRepository = (error: unknown, folder: string): boolean =>
  /: not a git repository/.test(reasonOf(error)) && gitEntryAbove(folder) === undefined

/** True inside of a repository's own folder, undefined where there is no repository at all. */
const isInsideGitFolder = async (place: GitPlace): Promise<boolean | undefined> => {
  try {
    return (await git(place, ['rev-parse', '--is-inside-git-dir'])).toString('latin1').trim() === 'true'
  } catch (error) {
    if (error instanceof CannotCheckError && saysNoRepository(error, place.cwd)) return undefined
    // Without git on this machine, a folder without `.git` above it is no working tree.
    if (error instanceof UserError && gitEntryAbove(place.cwd) === undefined) return undefined
    throw error
  }
}

/** `?` stands for each byte that no argument can hold. */
const pattern = (name: Buffer): string =>
  `:(glob)${name
    .toString('latin1')
    .replace(/[\\*?[\]]/g, '\\$&')
    .replace(/[^\x01-\x7f]/g, '?')}`

const isListed = async (place: GitPlace, name: Buffer): Promise<boolean> => {
  const text = name.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(name)) {
    return splitNul(await git(place, ['ls-files', '-z', '--', pattern(name)])).some((listed) => listed.equals(name))
  }
  return (await git(place, ['--literal-pathspecs', 'ls-files', '-z', '--', text])).length > 0
}

const isGitName = (name: string): boolean => name.toLowerCase() === '.git'

/**
 * Whether the repository around a file tracks it, whatever the current folder and the environment say. `path` is absolute
 * and free of symbolic links. Throws where that cannot be known.
 */
export const trackingOf = async (
  path: Buffer,
  env: NodeJS.ProcessEnv,
): Promise<'tracked' | 'git-file' | 'untracked'> => {
  if (path.toString('latin1').split('/').some(isGitName)) return 'git-file'
  const cut = path.lastIndexOf('/')
  const folder = path.subarray(0, Math.max(cut, 1))
  const place = { cwd: folder.toString('utf8'), env: undisturbed(env) }
  if (!Buffer.from(place.cwd, 'utf8').equals(folder)) {
    throw new CannotCheckError('it lies in a folder whose name is not UTF-8')
  }
  const inside = await isInsideGitFolder(place)
  if (inside === undefined) return 'untracked'
  if (inside) return 'git-file'
  return (await isListed(place, path.subarray(cut + 1))) ? 'tracked' : 'untracked'
}
