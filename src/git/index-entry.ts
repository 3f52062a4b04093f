import { splitNul } from './raw-changes.ts'
import { type GitPlace, git } from './run.ts'
import { parseIndexFiles, type TreeFile } from './tree-files.ts'

/** What the index holds under a path; undefined for nothing, and for a conflict. `place.cwd` is the top of the tree. */
export const indexEntry = async (place: GitPlace, path: string): Promise<TreeFile | undefined> => {
  const output = await git(place, ['--literal-pathspecs', 'ls-files', '-z', '--stage', '--full-name', '--', path])
  const entries = parseIndexFiles(output).filter((entry) => entry.path.equals(Buffer.from(path)))
  return entries.length === 1 ? entries[0] : undefined
}

/** The id that content of a path has in the index, after the conversions that git makes; nothing is written. */
export const stagedIdOf = async (place: GitPlace, path: string, content: Uint8Array): Promise<string> =>
  (await git(place, ['hash-object', `--path=${path}`, '--stdin'], content)).toString('latin1').trim()

/** Stages a file as it lies in the working tree. */
export const stagePath = async (place: GitPlace, path: string): Promise<void> => {
  await git(place, ['--literal-pathspecs', 'add', '--', path])
}

/** Tracked paths that seem to differ between index and working tree. */
export const unstagedPaths = async (place: GitPlace): Promise<Buffer[]> =>
  splitNul(await git(place, ['diff-files', '--name-only', '-z', '--no-renames', '--diff-filter=M', '--']))
