import { basename, dirname, join } from 'node:path'
import { reasonOf } from '../model/errors.ts'
import { guardUnchanged } from '../seal/held-file.ts'
import { Failed, Refused } from '../seal/outcome.ts'
import { awaitWorking } from './await-working.ts'
import { type Changes, planChanges } from './changes.ts'
import { type Cloud, isRefusal, type NewKey } from './cloud.ts'
import type { Desk } from './desk.ts'
import { digestOf, makeCopy, type PrivateCopy, removeCopy } from './private-copy.ts'
import type { Step } from './step.ts'
import { requireGoing, Steps } from './steps.ts'
import type { Survey } from './survey.ts'
import type { Undone } from './undo.ts'
import { beginGuard, beginJournal, newJournal, undoWork, Work, withoutAsking, withoutReplacing } from './work.ts'
import { setValue, verifyCopy } from './write-pair.ts'

/** What rotating begins with. */
export interface RotatePlan {
  readonly survey: Survey
  readonly changes: Changes
  readonly steps: Steps
}

export type Rotated =
  | { readonly is: 'rotated'; readonly key: NewKey; readonly steps: readonly Step[]; readonly notes: readonly string[] }
  /** Why, and how it stands. */
  | { readonly is: 'not'; readonly reason: string; readonly undone: Undone; readonly steps: readonly Step[] }

const wordOf = { secret: 'the secret', id: 'the key id', date: 'the rotation date', hint: 'the key hint' } as const

/** Every step, before the first is done. */
export const planRotation = (survey: Survey, desk: Desk): RotatePlan => {
  const changes = planChanges(survey.file, survey.pair)
  const { shown } = desk
  const planned = [
    ['journal', 'Note what is begun, without any secret, so that it can be undone'],
    ['guard', 'Start a guard process that undoes it should this one be killed'],
    ['copy', `Copy the ciphertext of ${shown} into a private folder beside it`],
    ['create', `iam:CreateAccessKey for the user ${survey.user}`],
    ...changes.list.map(
      ({ what, name }) => [`set-${what}`, `sops set --value-stdin ${name} (${wordOf[what]}) in the copy`] as const,
    ),
    ['verify', 'Decrypt the copy in memory: the MAC is right, the pair is the new one, nothing else is other'],
    ['identity', 'sts:GetCallerIdentity with the new pair, until AWS knows it everywhere'],
    ['replace', `Put the copy in the place of ${shown}`],
    ['finish', 'Dismiss the guard and end the journal'],
  ] as const
  return { survey, changes, steps: new Steps(planned, desk.tell, desk.signal) }
}

/** Rotates the pair of the file; whatever happens, the file and IAM are as before or new, both of them. */
export const rotate = async (plan: RotatePlan, desk: Desk): Promise<Rotated> => {
  const { survey, steps } = plan
  const work = new Work(newJournal(survey, desk), desk)
  try {
    const key = await attempt(plan, work, desk)
    return { is: 'rotated', key, steps: steps.list, notes: await finish(work, steps, desk) }
  } catch (error) {
    const reason = sentenceOf(error, desk.shown)
    desk.tell(`${reason}; undoing`)
    return { is: 'not', reason, undone: await undoWork(work, survey, desk), steps: steps.list }
  }
}

const sentenceOf = (error: unknown, shown: string): string =>
  error instanceof Failed || error instanceof Refused ? `${shown} ${error.message}` : reasonOf(error)

const attempt = async ({ survey, changes, steps }: RotatePlan, work: Work, desk: Desk): Promise<NewKey> => {
  const { held, file, cloud, user } = survey
  await steps.run('journal', () => beginJournal(work, desk))
  await steps.run('guard', () => beginGuard(work, survey, desk))
  const copy = await steps.run('copy', () =>
    makeCopy(held.directory.path.toString(), work.journal.copy, basename(desk.path), held.bytes),
  )
  const key = await steps.run('create', async () => {
    const made = await createKey(work, cloud, user, desk)
    await work.note({ newKey: made.accessKeyId }, 'guard')
    return made
  })
  for (const change of changes.list)
    await steps.run(`set-${change.what}`, () => setValue(copy, file, change, key, desk.sops))
  const content = await steps.run('verify', () =>
    verifyCopy(copy, { path: desk.path, before: file, changes: changes.list, key }, desk.sops, desk.keys),
  )
  await steps.run('identity', () => awaitWorking(key, survey, desk))
  await steps.run('replace', () => replace(copy, content, survey, work, desk))
  return key
}

/** Where AWS was not asked, or refused outright, there is no key to look for: a new one is somebody else's. */
const createKey = async (work: Work, cloud: Cloud, user: string, { patience }: Desk): Promise<NewKey> => {
  let asked = false
  try {
    await work.note({ askedAt: patience.now().toISOString() }, 'journal')
    asked = true
    return await cloud.createAccessKey(user)
  } catch (error) {
    if (!asked || (isRefusal(error) && !error.mayHaveHappened)) work.journal = withoutAsking(work.journal)
    throw error
  }
}

/** From the rename on the file is new, whatever happens; the guard knows by then what the new one looks like. */
const replace = async (copy: PrivateCopy, content: Buffer, { held }: Survey, work: Work, desk: Desk): Promise<void> => {
  try {
    await copy.settle(held.facts)
    await work.note({ newDigest: digestOf(content) }, 'journal')
    if (!(await copy.read()).equals(content)) throw new Failed('was kept, because its copy was changed meanwhile')
    await guardUnchanged(held, desk.layer)
    requireGoing(desk.signal)
  } catch (error) {
    // We ourselves know which pair the file does not hold, whatever somebody else made of it.
    work.journal = withoutReplacing(work.journal)
    throw error
  }
  await desk.layer.rename(copy.path, held.directory.at(held.name))
  await held.directory.sync().catch(() => {}) // what is not on the disk yet is the old file, and its key works
}

/** The file is new: nothing that fails here takes that back. */
const finish = async (work: Work, steps: Steps, { journals, root, path, shown }: Desk): Promise<readonly string[]> => {
  try {
    await steps.run('finish', async () => {
      await removeCopy(join(root, dirname(path)), work.journal.copy)
      await journals.end(work.journal.file)
      await work.guard?.dismiss()
    })
    return []
  } catch (error) {
    work.guard?.abandon()
    return [`${shown} is rotated, but what was needed for it could not be removed (${reasonOf(error)})`]
  }
}
