import { type ObjectReader, openObjectReader } from '../git/blobs.ts'
import type { RawChange } from '../git/raw-changes.ts'
import { askForRepository, findRepository, type RepositoryPlace } from '../git/repository.ts'
import { indexChanges } from '../git/staged-changes.ts'
import { defaultConfig } from '../policy/config.ts'
import type { Invocation } from './invocation.ts'

/** What git is asked before a commit. */
export interface StagedQuestions {
  readonly place: Promise<RepositoryPlace>
  readonly changes: Promise<RawChange[]>
  readonly reader: ObjectReader
}

/** What is staged. Where git does not answer, the repository itself tells why best. */
const changesIn = async (invocation: Invocation): Promise<RawChange[]> => {
  try {
    return await indexChanges(invocation)
  } catch (error) {
    await askForRepository(invocation)
    throw error
  }
}

/** Starts all of git at once: what the processes wait for is the disk, not each other. */
export const askGit = (invocation: Invocation): StagedQuestions => {
  const changes = changesIn(invocation)
  changes.catch(() => {}) // outside of a repository `place` fails first
  return {
    changes,
    reader: openObjectReader(invocation, defaultConfig.limits.holdBytes),
    place: findRepository(invocation),
  }
}
