import { type GitPlace, git } from './run.ts'

/** The latest commits that changed a path, newest first. `place.cwd` is the top of the working tree. */
export const revisionsOfPath = async (place: GitPlace, path: string, most: number): Promise<string[]> => {
  const args = ['log', `--max-count=${most}`, '--format=%H', '--no-show-signature', '--', path]
  const output = await git(place, ['--literal-pathspecs', ...args])
  return output
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
}
