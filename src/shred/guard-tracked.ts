import type { ShredOptions, Tracking } from './options.ts'
import { causeOf, Refusal } from './outcome.ts'

const ask = async (path: Buffer, options: ShredOptions): Promise<Tracking> => {
  try {
    return await options.tracking(path)
  } catch (error) {
    throw new Refusal(
      `may be tracked by git, which could not be asked (${causeOf(error)}); --force overwrites it all the same`,
    )
  }
}

const refusals: Readonly<Record<Tracking, string | undefined>> = {
  tracked: 'is tracked by git, which keeps its content in any case; --force overwrites and removes it',
  'git-file': 'belongs to a git repository itself, which may be lost without it; --force overwrites and removes it',
  untracked: undefined,
}

/** Refuses git's own folder as one, instead of each of its files. */
export const guardGitFolder = (name: Buffer, { force }: ShredOptions): void => {
  if (force || name.toString('latin1').toLowerCase() !== '.git') return
  throw new Refusal(
    'is the folder of a git repository, which would be lost without it; --force overwrites and removes what is in it',
  )
}

/** Refuses a file of a repository: git keeps its content anyway, and the removal would be a change to commit. */
export const guardTracked = async (path: Buffer, options: ShredOptions): Promise<void> => {
  if (options.force) return
  const refusal = refusals[await ask(path, options)]
  if (refusal !== undefined) throw new Refusal(refusal)
}
