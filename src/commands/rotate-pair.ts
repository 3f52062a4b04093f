import { shellQuoted } from '../formats/shell-quote.ts'
import { UserError } from '../model/errors.ts'
import type { RotateReport } from '../reporters/rotate-report.ts'
import { shownId } from '../rotate/cloud.ts'
import type { Desk } from '../rotate/desk.ts'
import { brokenOff, leftSentence, recover } from '../rotate/recover.ts'
import { planRotation, type Rotated, type RotatePlan, rotate } from '../rotate/rotate.ts'
import { type Survey, surveyUser, withFile } from '../rotate/survey.ts'
import type { RotateTask } from './rotate.ts'

/** IAM gives no user more. */
const mostKeys = 2

/** Rotates, after what an earlier run left is undone. */
export const reportRotation = async (task: RotateTask): Promise<RotateReport> => {
  const { desk, flags } = task
  const earlier = await brokenOff(desk)
  if (earlier !== undefined && flags.dryRun === true)
    throw new UserError(
      `${desk.shown}: an earlier rotation, of ${earlier.startedAt}, was broken off; leaktight rotate undoes it first`,
    )
  return withFile(desk, async (opened) => {
    let survey: Survey = { ...opened, ...(await surveyUser(desk, opened.own)) }
    const notes: string[] = []
    if (earlier !== undefined) {
      const { finished, note } = await recover(
        earlier,
        survey.own.accessKeyId,
        survey.cloud,
        survey.caller.account,
        desk,
      )
      if (finished)
        return {
          ...base(survey, desk),
          verdict: 'rotated',
          notes: [note],
          newKey: heldId(survey),
          next: nextSteps(survey, desk),
        }
      notes.push(note)
      survey = { ...survey, keys: await survey.cloud.listAccessKeys(survey.user) }
    }
    await requireRoom(survey, desk)
    return perform(survey, notes, task)
  })
}

const heldId = ({ own }: Survey): string => shownId(own.accessKeyId)

const base = ({ user, caller }: Survey, { shown }: Desk) =>
  ({
    action: 'rotate',
    file: shown,
    user,
    account: caller.account,
    steps: [],
    reasons: [],
    notes: [],
    next: [],
  }) as const

/** Throws UserError where the user has no room for a second key: which one may go is for people to say. */
const requireRoom = async ({ keys, user, own, cloud }: Survey, { shown, profile }: Desk): Promise<void> => {
  if (keys.length < mostKeys) return
  const uses = await Promise.all(keys.map(({ accessKeyId }) => cloud.lastUsed(accessKeyId)))
  const lines = keys.map(({ accessKeyId, status, createDate }, index) => {
    const used = uses[index]?.lastUsed?.toISOString() ?? 'never'
    const held = accessKeyId === own.accessKeyId ? ', the one in the file' : ''
    return `${shownId(accessKeyId)} (${status.toLowerCase()}, made ${createDate.toISOString().slice(0, 10)}, last used ${used}${held})`
  })
  const of = profile === undefined ? '' : ` --profile ${shellQuoted(profile)}`
  throw new UserError(
    `${shown}: the user ${user} has ${keys.length} keys already, and IAM allows no third: ${lines.join('; ')}. If the other one is no longer needed: leaktight rotate --deactivate-old ${shellQuoted(shown)}${of}, then --delete-old`,
  )
}

const perform = async (survey: Survey, found: readonly string[], task: RotateTask): Promise<RotateReport> => {
  const { desk, flags, uncommitted } = task
  const plan = planRotation(survey, desk)
  const notes = [...found, ...plan.changes.notes, ...toldOf(survey, desk, uncommitted)]
  const report = { ...base(survey, desk), oldKey: heldId(survey), notes }
  if (flags.dryRun === true) return { ...report, verdict: 'planned', steps: plan.steps.planned }
  const question = `Make a new key for the user ${survey.user} (account ${survey.caller.account}, signed with ${survey.from}) and write it into ${desk.shown}?`
  if (!(await task.agree(question))) return { ...report, verdict: 'declined' }
  return reportOf(await rotate(plan, desk), report, plan, desk)
}

const toldOf = ({ keys, own }: Survey, { shown }: Desk, uncommitted: boolean): readonly string[] => [
  ...(uncommitted ? [`${shown} has changes that are not committed; they stay in it`] : []),
  ...(keys.some(({ accessKeyId }) => accessKeyId === own.accessKeyId)
    ? []
    : [`the key in ${shown} is no key of this user any more`]),
]

const reportOf = (
  rotated: Rotated,
  report: Omit<RotateReport, 'verdict'>,
  { survey }: RotatePlan,
  desk: Desk,
): RotateReport => {
  const { steps } = rotated
  if (rotated.is === 'rotated')
    return {
      ...report,
      verdict: 'rotated',
      steps,
      newKey: shownId(rotated.key.accessKeyId),
      notes: [...report.notes, ...rotated.notes],
      next: nextSteps(survey, desk),
    }
  const { undone, reason } = rotated
  const id = undone.id === undefined ? {} : { newKey: shownId(undone.id) }
  if (undone.is === 'new')
    return {
      ...report,
      ...id,
      verdict: 'rotated',
      steps,
      notes: [...report.notes, reason],
      next: nextSteps(survey, desk),
    }
  if (undone.is === 'old') return { ...report, verdict: 'undone', steps, reasons: [`${reason}.`] }
  const before = survey.keys.map(({ accessKeyId }) => accessKeyId)
  const left = leftSentence(undone, { user: survey.user, before }, desk)
  return { ...report, ...id, verdict: 'left', steps, reasons: [`${reason}.`, `${left}.`] }
}

const nextSteps = ({ user, own, keys }: Survey, { shown, profile }: Desk): RotateReport['next'] => {
  const file = shellQuoted(shown)
  const of = profile === undefined ? '' : ` --profile ${shellQuoted(profile)}`
  const old = keys.find(({ accessKeyId }) => accessKeyId === own.accessKeyId)
  return [
    {
      text: 'Commit it:',
      commands: [`git add -- ${file}`, `git commit -m ${shellQuoted(`Rotate the AWS key of ${user}`)} -- ${file}`],
    },
    {
      text: 'Deploy it to everything that reads it; sops-nix writes /run/secrets anew with:',
      commands: ['nixos-rebuild switch'],
    },
    ...(old === undefined
      ? []
      : [
          {
            text: `The old key ${shownId(old.accessKeyId)} still works. When nothing uses it any more, and at last some days later:`,
            commands: [`leaktight rotate --deactivate-old ${file}${of}`, `leaktight rotate --delete-old ${file}${of}`],
          },
        ]),
  ]
}
