import { UserError } from '../model/errors.ts'
import { shredJson } from '../reporters/shred-json.ts'
import { clearLine, passLine, progressLine } from '../reporters/shred-progress.ts'
import { shredText } from '../reporters/shred-text.ts'
import { visible } from '../reporters/shred-visible.ts'
import type { ShredArguments } from '../shred/arguments.ts'
import { type FileLayer, type FilePath, nodeFileLayer } from '../shred/file-layer.ts'
import { defaultMaxBytes, type Progress, type ShredOptions } from '../shred/options.ts'
import { exitCodeOf, notBegun, type ShredOutcome } from '../shred/outcome.ts'
import { shredFiles } from '../shred/shred-files.ts'
import { shownPath } from '../shred/target-path.ts'

export { parseShredArguments, type ShredArguments } from '../shred/arguments.ts'

/** Everything `leaktight shred` needs from outside. */
export interface ShredInput {
  readonly arguments: ShredArguments
  /** From the configuration; the arguments come first. */
  readonly defaults?: { readonly passes?: number; readonly zero?: boolean; readonly maxBytes?: number }
  readonly cwd: string
  readonly platform: NodeJS.Platform
  /** The effective user id, where the system has one. */
  readonly uid: number | undefined
  /** Whether somebody sits at standard input to answer a question. */
  readonly interactive: boolean
  readonly stderr: { readonly isTerminal: boolean; write(text: string): void }
  /** Whether git tracks the file at this absolute path; called only without `--force`. */
  isTracked(path: string): Promise<boolean>
  findLeftovers(): Promise<readonly FilePath[]>
  confirm(question: string): Promise<boolean>
  /** Aborted with the name of the signal as its reason: `SIGINT`, `SIGTERM` or `SIGHUP`. */
  readonly signal?: AbortSignal
  readonly layer?: FileLayer
}

export interface ShredResult {
  readonly text: string
  readonly exitCode: number
}

const signalCodes: ReadonlyMap<unknown, number> = new Map([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
])

const signalCode = (signal: AbortSignal | undefined): number | undefined =>
  signal?.aborted ? (signalCodes.get(signal.reason) ?? 130) : undefined

const targetsOf = async (input: ShredInput): Promise<readonly FilePath[]> => {
  const targets = input.arguments.leftovers ? await input.findLeftovers() : input.arguments.paths
  return [...new Map(targets.map((target) => [Buffer.from(target).toString('latin1'), target])).values()]
}

/** Why the found leftovers are not to be touched, or undefined to go on. */
const objection = async (targets: readonly FilePath[], input: ShredInput): Promise<string | undefined> => {
  const { leftovers, dryRun, yes } = input.arguments
  if (!leftovers || dryRun || yes) return undefined
  if (!input.interactive) return 'was left alone: nobody can be asked here; look at the list and repeat with --yes'
  for (const target of targets) input.stderr.write(`  ${visible(shownPath(target))}\n`)
  const files = targets.length === 1 ? 'this file' : `these ${targets.length} files`
  return (await input.confirm(`Overwrite and remove ${files}?`)) ? undefined : 'was left alone, as you answered'
}

const show = ({ arguments: { verbose, quiet }, stderr }: ShredInput): ((progress: Progress) => void) => {
  if (verbose) return (progress) => stderr.write(passLine(progress))
  if (quiet || !stderr.isTerminal) return () => {}
  return (progress) => {
    stderr.write(
      progress.pass === progress.passes && progress.bytes === progress.total ? clearLine : progressLine(progress),
    )
  }
}

const passesOf = ({ arguments: asked, defaults }: ShredInput) => {
  const passes = asked.passes ?? defaults?.passes ?? 10
  const zero = asked.zero ?? defaults?.zero ?? true
  if (passes > 0 || zero) return { passes, zero }
  throw new UserError('shred: no passes and no zeros leave nothing to overwrite with; give --passes 1 or --zero')
}

const optionsOf = (input: ShredInput): ShredOptions => ({
  ...passesOf(input),
  maxBytes: input.defaults?.maxBytes ?? defaultMaxBytes,
  force: input.arguments.force,
  dryRun: input.arguments.dryRun,
  cwd: input.cwd,
  platform: input.platform,
  uid: input.uid,
  isTracked: (path) => input.isTracked(path),
  onProgress: show(input),
  ...(input.signal === undefined ? {} : { signal: input.signal }),
})

const render = (
  targets: readonly ShredOutcome[],
  { arguments: { dryRun, format, color, quiet } }: ShredInput,
): string => (format === 'json' ? shredJson({ dryRun, targets }) : shredText({ dryRun, targets }, { color, quiet }))

/** `leaktight shred`: targets → guards → overwriting → report. */
export const shredCommand = async (input: ShredInput): Promise<ShredResult> => {
  const targets = await targetsOf(input)
  if (targets.length === 0 && input.arguments.format === 'text') {
    return { text: 'No leftovers were found; there is nothing to shred.\n', exitCode: 0 }
  }
  const reason = await objection(targets, input)
  const outcomes =
    reason === undefined
      ? await shredFiles(targets, optionsOf(input), input.layer ?? nodeFileLayer)
      : targets.map((target) => notBegun(shownPath(target), reason))
  return { text: render(outcomes, input), exitCode: signalCode(input.signal) ?? exitCodeOf(outcomes) }
}
