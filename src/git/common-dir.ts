import { resolve } from 'node:path'
import { type GitPlace, git } from './run.ts'

/** The folder that all working trees of a repository share; absolute. */
export const commonDir = async (place: GitPlace): Promise<string> => {
  const output = await git(place, ['rev-parse', '--git-common-dir'])
  return resolve(place.cwd, output.toString('utf8').replace(/\n$/, ''))
}
