import { findRepository } from '../git/repository.ts'
import { openJournals } from '../rotate/journal.ts'
import type { Invocation } from './invocation.ts'
import { rotateFolder } from './rotate-folder.ts'

/** A sentence for each rotation that was begun and is not at its end. */
export const pendingRotations = async (invocation: Invocation): Promise<readonly string[]> => {
  const journals = openJournals(rotateFolder(await findRepository(invocation)), invocation.uid)
  return (await journals.list()).map(
    ({ file, user, startedAt }) =>
      `${file}: a rotation of the key of ${user} was begun ${startedAt} and is not at its end: leaktight rotate on it finishes or undoes that`,
  )
}
