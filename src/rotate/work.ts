import { reasonOf } from '../model/errors.ts'
import { processOf } from '../private/alive.ts'
import { Failed } from '../seal/outcome.ts'
import type { Desk } from './desk.ts'
import type { Journal } from './journal.ts'
import { digestOf, newCopyName } from './private-copy.ts'
import { type Guard, startGuard } from './start-guard.ts'
import type { Survey } from './survey.ts'
import { type Undone, undo } from './undo.ts'

/** What is under way. */
export class Work {
  journal: Journal
  begun = false
  guard: Guard | undefined
  readonly desk: Desk

  constructor(journal: Journal, desk: Desk) {
    this.journal = journal
    this.desk = desk
  }

  /** The guard is told first what has happened already, the journal what is about to. */
  async note(change: Partial<Journal>, first: 'guard' | 'journal'): Promise<void> {
    this.journal = { ...this.journal, ...change }
    const tell = async (): Promise<void> => this.guard?.tell({ say: 'journal', journal: this.journal })
    if (first === 'guard') await tell()
    await this.desk.journals.update(this.journal)
    if (first === 'journal') await tell()
  }
}

/** What is noted before anything is done. */
export const newJournal = ({ user, caller, keys, held, own, aheadMs }: Survey, desk: Desk): Journal => ({
  schema: 'leaktight-rotate-journal-1',
  file: desk.path,
  user,
  account: caller.account,
  // A key that was made just now may be in the file, and not in the list.
  before: [...new Set([own.accessKeyId, ...keys.map(({ accessKeyId }) => accessKeyId)])],
  aheadMs,
  startedAt: desk.patience.now().toISOString(),
  copy: newCopyName(),
  oldDigest: digestOf(held.bytes),
  main: processOf(desk.pid),
})

/** AWS refused outright, or was not asked: there is no key to look for. */
export const withoutAsking = ({ askedAt: _, ...journal }: Journal): Journal => journal

/** The copy did not take the place of the file. */
export const withoutReplacing = ({ newDigest: _, ...journal }: Journal): Journal => journal

/** Claims the file for this run. Throws {@link Failed} where another is at work. */
export const beginJournal = async (work: Work, { journals, shown }: Desk): Promise<void> => {
  if (!(await journals.begin(work.journal)))
    throw new Failed('was kept, because another run of leaktight rotate is at work on it')
  work.begun = true
  const others = (await journals.list()).filter(({ file }) => file !== work.journal.file)
  const rival = others.find(({ user, account }) => user === work.journal.user && account === work.journal.account)
  if (rival !== undefined)
    throw new Failed(
      `was kept, because a rotation of the same user in ${rival.file} is not at its end: run leaktight rotate on that one first (not on ${shown})`,
    )
}

/** Starts the guard, which has the journal from its first line on. */
export const beginGuard = async (work: Work, { credentials }: Survey, desk: Desk): Promise<void> => {
  const { root, guard, journals } = desk
  work.guard = await startGuard(guard.program, guard.env, (alive) => {
    work.journal = { ...work.journal, guard: alive }
    return { say: 'begin', root, journals: journals.folder, journal: work.journal, credentials, env: guard.cloudEnv }
  })
  await journals.update(work.journal)
}

/** The guard is dismissed when all is as before; otherwise it goes on trying. */
export const undoWork = async (work: Work, survey: Survey, desk: Desk): Promise<Undone> => {
  if (!work.begun) return { is: 'old' }
  const { root, journals, patience } = desk
  let undone: Undone
  work.journal = { ...work.journal, endedAt: patience.now().toISOString() }
  try {
    undone = await undo(work.journal, { root, cloud: survey.cloud, journals, patience })
  } catch (error) {
    undone = { is: 'left', reasons: [`it could not be undone: ${reasonOf(error)}`] }
  }
  if (undone.is === 'left') work.guard?.abandon()
  else await work.guard?.dismiss()
  return undone
}
