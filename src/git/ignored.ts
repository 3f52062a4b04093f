import { splitNul } from './raw-changes.ts'
import { type GitPlace, git } from './run.ts'

/** Parses `git check-ignore -z --stdin`: the paths that are ignored, as they were asked. */
export const parseIgnored = (output: Buffer): string[] => splitNul(output).map((path) => path.toString('utf8'))

/** Whether git ignores a path, which it never does with a tracked one; `place.cwd` is the top of the working tree. */
export const isIgnored = async (place: GitPlace, path: string): Promise<boolean> => {
  const output = await git(place, ['check-ignore', '-z', '--stdin'], `${path}\0`, [0, 1]) // 1: it is not ignored
  return parseIgnored(output).includes(path)
}
