import { type GitPlace, git } from './run.ts'

/** Whether a file is other than in HEAD, or not there; `place.cwd` is the top of the working tree. */
export const isUncommitted = async (place: GitPlace, path: string): Promise<boolean> =>
  (await git(place, ['--literal-pathspecs', 'status', '--porcelain=v1', '-z', '--ignored', '--', path])).length > 0
