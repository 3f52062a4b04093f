import { hostname } from 'node:os'
import { CannotCheckError } from '../model/errors.ts'
import { isAlive } from '../private/alive.ts'
import { type Cloud, shownId } from './cloud.ts'
import type { Desk } from './desk.ts'
import type { Journal } from './journal.ts'
import { askUntil } from './patience.ts'
import { type Undone, undo } from './undo.ts'

/** The longest that a guard is waited for. */
const guardMs = 90_000

/** What is asked about the processes of an earlier rotation. */
export type Inquiry = Pick<Desk, 'journals' | 'path' | 'shown' | 'patience' | 'isRunning' | 'tell'>

/** Lets an earlier rotation of the file come to its end, if its processes are still there; its journal if they are not. */
export const brokenOff = async (desk: Inquiry): Promise<Journal | undefined> => {
  const { journals, path, shown, patience } = desk
  const journal = await journals.read(path)
  if (journal === undefined) return undefined
  const runs = (each: Journal['guard']): boolean => each !== undefined && isAlive(each, desk.isRunning)
  if (runs(journal.main)) throw new CannotCheckError(`${shown}: is being rotated by ${processSentence(journal, desk)}`)
  // It may have undone everything since it was asked for.
  if (!runs(journal.guard)) return journals.read(path)
  desk.tell('An earlier rotation was killed; waiting for its guard to undo it')
  const overAt = patience.now().getTime() + guardMs
  const left = await askUntil(
    async () => ((await journals.read(path)) === undefined ? 'ended' : runs(journal.guard) ? 'at work' : 'gave up'),
    (answer) => answer !== 'at work',
    overAt,
    patience,
  )
  if (left === 'ended') return undefined
  if (left === 'gave up') return journals.read(path)
  throw new CannotCheckError(
    `${shown}: the guard of an earlier rotation (process ${journal.guard?.pid}) is still undoing it; try again later`,
  )
}

/** Whether a process of another machine, or of a container that is gone, still runs people have to say. */
const processSentence = ({ main: { pid, host } }: Journal, { journals, path }: Inquiry): string =>
  host === hostname()
    ? `process ${pid}`
    : `process ${pid} on the machine ${host}: if it runs no more, put the name of this one into each "host" of ${journals.pathOf(path)}, and leaktight rotate undoes what it left`

/** What an earlier run left, in one sentence; undefined where there was nothing. Throws CannotCheckError where it stays. */
export const recover = async (
  journal: Journal,
  heldId: string,
  cloud: Cloud,
  account: string,
  desk: Desk,
): Promise<{ readonly finished: boolean; readonly note: string }> => {
  const { root, journals, patience, shown } = desk
  if (journal.account !== account)
    throw new CannotCheckError(
      `${shown}: an earlier rotation in the account ${journal.account} was broken off, and these credentials are of ${account}: undo it with credentials of that account first`,
    )
  const undone = await undo(journal, { root, cloud, journals, patience, heldId })
  if (undone.is === 'left') throw new CannotCheckError(`${shown}: ${leftSentence(undone, journal, desk)}`)
  const key = undone.id === undefined ? '' : ` ${shownId(undone.id)}`
  if (undone.is === 'new')
    return {
      finished: true,
      note: `an earlier run was killed when it had rotated the pair already: the new key is${key}`,
    }
  const what = undone.id === undefined ? 'it had made no key' : `its key${key} was deleted`
  return {
    finished: false,
    note: `an earlier rotation, of ${journal.startedAt}, was broken off and is undone: ${what}`,
  }
}

/** What stands, and how it is taken away. */
export const leftSentence = (
  { reasons }: Undone & { is: 'left' },
  { user, before }: Pick<Journal, 'user' | 'before'>,
  desk: Desk,
): string => {
  const known = before.map(shownId).join(', ')
  return `${reasons.join('; ')}. Run leaktight rotate again, which finishes the undoing first; or look with aws iam list-access-keys --user-name ${user}, delete the key that is neither of ${known === '' ? 'the user’s earlier ones' : known} nor in ${desk.shown} with aws iam delete-access-key, and then remove ${desk.journals.pathOf(desk.path)}`
}
