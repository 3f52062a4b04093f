import { isUncommitted } from '../git/path-status.ts'
import { findRepository } from '../git/repository.ts'
import { UserError } from '../model/errors.ts'
import { rotateJson } from '../reporters/rotate-json.ts'
import { type RotateReport, rotateExitCode } from '../reporters/rotate-report.ts'
import { rotateText } from '../reporters/rotate-text.ts'
import type { Desk } from '../rotate/desk.ts'
import type { OldKeyAction } from '../rotate/old-key.ts'
import { requireSops } from '../rotate/write-pair.ts'
import { confirm } from './confirm.ts'
import type { Outcome } from './invocation.ts'
import { deskOf } from './rotate-desk.ts'
import { reportOldKey } from './rotate-old-key.ts'
import { reportRotation } from './rotate-pair.ts'
import { signalCode } from './signals.ts'
import type { Host } from './verbs.ts'

export interface RotateFlags {
  readonly format: 'text' | 'json'
  readonly profile?: string
  readonly credentials?: string
  readonly deactivateOld?: boolean
  readonly reactivate?: boolean
  readonly deleteOld?: boolean
  readonly force?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
}

/** What the two kinds of work share. */
export interface RotateTask {
  readonly desk: Desk
  readonly flags: RotateFlags
  /** The file is other than in HEAD. */
  readonly uncommitted: boolean
  /** Throws UserError where nobody can be asked. */
  agree(question: string): Promise<boolean>
}

const actionOf = ({ deactivateOld, reactivate, deleteOld }: RotateFlags): OldKeyAction | undefined => {
  const asked = [
    ...(deactivateOld === true ? (['deactivate-old'] as const) : []),
    ...(reactivate === true ? (['reactivate'] as const) : []),
    ...(deleteOld === true ? (['delete-old'] as const) : []),
  ]
  if (asked.length > 1) throw new UserError(`rotate: give one of --${asked.join(' and --')}`)
  return asked[0]
}

/** `leaktight rotate`: an encrypted file and IAM → a new pair in both, or both as before. */
export const rotateCommand = async (
  host: Pick<Host, 'invocation' | 'terminal'>,
  file: string,
  flags: RotateFlags,
): Promise<Outcome> => {
  const { invocation, terminal } = host
  const action = actionOf(flags)
  const place = await findRepository(invocation)
  const top = { ...place, cwd: place.root }
  const desk = deskOf(host, place, file, flags)
  if (action === undefined) await requireSops(desk.sops)
  const task: RotateTask = {
    desk,
    flags,
    uncommitted: await isUncommitted(top, desk.path),
    agree: async (question) => {
      if (flags.yes === true) return true
      if (!terminal.interactive)
        throw new UserError('rotate: nobody can be asked here: look at --dry-run first, then give --yes')
      return confirm(invocation, terminal)(question, desk.signal)
    },
  }
  const report = await (action === undefined ? reportRotation(task) : reportOldKey(action, task))
  const code = rotateExitCode(report)
  const exitCode = code === 0 ? code : (signalCode(desk.signal) ?? code)
  return { text: render(report, flags, invocation.color), exitCode }
}

const render = (report: RotateReport, { format }: RotateFlags, color: boolean): string =>
  format === 'json' ? rotateJson(report) : rotateText(report, { color })
