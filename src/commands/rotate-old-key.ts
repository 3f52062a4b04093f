import { shellQuoted } from '../formats/shell-quote.ts'
import { UserError } from '../model/errors.ts'
import type { RotateReport } from '../reporters/rotate-report.ts'
import { shownId } from '../rotate/cloud.ts'
import {
  changeOldKey,
  findOldKey,
  isDone,
  type OldKey,
  type OldKeyAction,
  objectionTo,
  requireWorking,
  useSentence,
} from '../rotate/old-key.ts'
import { brokenOff } from '../rotate/recover.ts'
import { surveyUser, withFile } from '../rotate/survey.ts'
import type { RotateTask } from './rotate.ts'

const wordOf = { 'deactivate-old': 'Deactivate', reactivate: 'Activate', 'delete-old': 'Delete' } as const

/** Deactivates, activates or deletes the key that the file's own took the place of. */
export const reportOldKey = async (action: OldKeyAction, task: RotateTask): Promise<RotateReport> => {
  const { desk, flags } = task
  if ((await brokenOff(desk)) !== undefined)
    throw new UserError(`${desk.shown}: an earlier rotation was broken off; run leaktight rotate ${desk.shown} first`)
  return withFile(desk, async ({ own }) => {
    const user = await surveyUser(desk, own)
    const facts = { ...user, own }
    const old = await findOldKey(facts, desk.shown)
    const report = {
      action,
      file: desk.shown,
      user: user.user,
      account: user.caller.account,
      newKey: shownId(own.accessKeyId),
      ...(old === undefined ? {} : { oldKey: shownId(old.key.accessKeyId) }),
      steps: [],
      reasons: [],
      notes: old === undefined ? [`the user ${user.user} has no key but the one in the file`] : [useSentence(old)],
      next: [],
    } as const
    if (old === undefined || isDone(action, old)) return { ...report, verdict: 'nothing-to-do' }
    await requireWorking(facts, desk.shown)
    const what = `${wordOf[action]} the old key ${shownId(old.key.accessKeyId)} of the user ${user.user}`
    const objection = objectionTo(action, old, flags.force === true)
    if (objection !== undefined) throw new UserError(`${desk.shown}: ${what}? No: ${objection}. ${useSentence(old)}`)
    if (flags.dryRun === true)
      return { ...report, verdict: 'planned', steps: [{ step: action, status: 'planned', what }] }
    desk.tell(useSentence(old))
    if (!(await task.agree(`${what}?`))) return { ...report, verdict: 'declined' }
    await changeOldKey(action, old, facts, desk)
    return {
      ...report,
      verdict: 'changed',
      steps: [{ step: action, status: 'done', what }],
      next: nextOf(action, old, task),
    }
  })
}

const nextOf = (
  action: OldKeyAction,
  { key }: OldKey,
  { desk: { shown, profile } }: RotateTask,
): RotateReport['next'] => {
  const file = `${shellQuoted(shown)}${profile === undefined ? '' : ` --profile ${shellQuoted(profile)}`}`
  if (action !== 'deactivate-old') return []
  return [
    { text: 'If something still needed it, the way back:', commands: [`leaktight rotate --reactivate ${file}`] },
    {
      text: `When nothing did for some days, delete ${shownId(key.accessKeyId)}:`,
      commands: [`leaktight rotate --delete-old ${file}`],
    },
  ]
}
