import { UserError } from '../model/errors.ts'
import type { ReadFailure } from '../model/unit.ts'
import { shredJson } from '../reporters/shred-json.ts'
import { shredText } from '../reporters/shred-text.ts'
import { visible } from '../reporters/shred-visible.ts'
import type { ShredArguments } from '../shred/arguments.ts'
import { type FileLayer, type FilePath, nodeFileLayer } from '../shred/file-layer.ts'
import { defaultMaxBytes, type ShredOptions, type Tracking } from '../shred/options.ts'
import { exitCodeOf, notBegun, type ShredOutcome } from '../shred/outcome.ts'
import type { FileProbe } from '../shred/probe.ts'
import { shredFiles } from '../shred/shred-files.ts'
import { shownPath } from '../shred/target-path.ts'
import { shownOn } from './shred-progress.ts'
import { signalCode } from './signals.ts'

export { parseShredArguments, type ShredArguments } from '../shred/arguments.ts'

export interface FoundLeftovers {
  readonly targets: readonly FilePath[]
  /** Where leftovers may lie that were not found. */
  readonly unseen: readonly ReadFailure[]
  /** Sentences on what was left out without harm. */
  readonly advice: readonly string[]
}

/** Everything `leaktight shred` needs from outside. */
export interface ShredInput {
  readonly arguments: ShredArguments
  /** The named files; those of the arguments, with their exact bytes. */
  readonly paths: readonly FilePath[]
  /** From the configuration; the arguments come first. */
  readonly defaults?: { readonly passes?: number; readonly zero?: boolean; readonly maxBytes?: number }
  readonly cwd: string
  readonly platform: NodeJS.Platform
  /** The effective user id, where the system has one. */
  readonly uid: number | undefined
  /** Whether somebody sits at standard input to answer a question. */
  readonly interactive: boolean
  readonly stderr: { readonly isTerminal: boolean; write(text: string): void }
  /** What git has to do with the file at this absolute path; called only without `--force`. */
  tracking(path: Buffer): Promise<Tracking>
  findLeftovers(): Promise<FoundLeftovers>
  /** False also when `signal` is aborted before the answer. */
  confirm(question: string, signal: AbortSignal | undefined): Promise<boolean>
  /**
   * From now on signals do not end the process. The answer is aborted with the name of one as its reason: `SIGINT`,
   * `SIGTERM`, `SIGHUP` or `SIGQUIT`.
   */
  watchSignals?(): AbortSignal
  /** Aborted by the second signal. */
  watchSecondSignal?(): AbortSignal
  readonly layer?: FileLayer
  readonly probe?: FileProbe
}

export interface ShredResult {
  readonly text: string
  readonly exitCode: number
}

const foundBy = async (input: ShredInput): Promise<FoundLeftovers> => {
  if (!input.arguments.leftovers) return { targets: input.paths, unseen: [], advice: [] }
  const found = await input.findLeftovers()
  if (!input.arguments.quiet) for (const sentence of found.advice) input.stderr.write(`leaktight: ${sentence}\n`)
  return found
}

const each = (targets: readonly FilePath[]): readonly FilePath[] => [
  ...new Map(targets.map((target) => [Buffer.from(target).toString('latin1'), target])).values(),
]

/** Why the found leftovers are not to be touched, or undefined to go on. */
const objection = async (
  targets: readonly FilePath[],
  input: ShredInput,
  signal: AbortSignal | undefined,
): Promise<string | undefined> => {
  const { leftovers, dryRun, yes } = input.arguments
  if (!leftovers || dryRun || yes || targets.length === 0) return undefined
  if (!input.interactive) return 'was left alone: nobody can be asked here; look at the list and repeat with --yes'
  for (const target of targets) input.stderr.write(`  ${visible(shownPath(target))}\n`)
  const files = targets.length === 1 ? 'this file' : `these ${targets.length} files`
  if (await input.confirm(`Overwrite and remove ${files}?`, signal)) return undefined
  return signal?.aborted ? 'was left alone, because the work was interrupted' : 'was left alone, as you answered'
}

/** The search is part of what was asked for, so what it could not see is a failure. */
const notSearched = ({ path, reason }: ReadFailure): ShredOutcome => ({
  ...notBegun(path === '' ? '(leftovers)' : path, `could not be searched for leftovers: ${reason}`),
  status: 'failed',
})

const passesOf = ({ arguments: asked, defaults }: ShredInput) => {
  const passes = asked.passes ?? defaults?.passes ?? 10
  const zero = asked.zero ?? defaults?.zero ?? true
  if (passes > 0 || zero) return { passes, zero }
  throw new UserError('shred: no passes and no zeros leave nothing to overwrite with; give --passes 1 or --zero')
}

const optionsOf = (input: ShredInput, signal: AbortSignal | undefined, stop?: AbortSignal): ShredOptions => ({
  ...passesOf(input),
  maxBytes: input.defaults?.maxBytes ?? defaultMaxBytes,
  exact: input.arguments.exact,
  ...(input.arguments.size === undefined ? {} : { size: input.arguments.size }),
  force: input.arguments.force,
  dryRun: input.arguments.dryRun,
  cwd: input.cwd,
  platform: input.platform,
  uid: input.uid,
  tracking: (path) => input.tracking(path),
  ...shownOn({ ...input.arguments, stderr: input.stderr }),
  ...(input.probe === undefined ? {} : { probe: input.probe }),
  ...(signal === undefined ? {} : { signal }),
  ...(stop === undefined ? {} : { stop }),
})

const render = (
  targets: readonly ShredOutcome[],
  { arguments: { dryRun, format, color, quiet } }: ShredInput,
): string => (format === 'json' ? shredJson({ dryRun, targets }) : shredText({ dryRun, targets }, { color, quiet }))

/** `leaktight shred`: targets → guards → overwriting → report. */
export const shredCommand = async (input: ShredInput): Promise<ShredResult> => {
  const { targets: found, unseen } = await foundBy(input)
  const targets = each(found)
  if (targets.length + unseen.length === 0 && input.arguments.format === 'text') {
    return { text: 'No leftovers were found; there is nothing to shred.\n', exitCode: 0 }
  }
  const signal = input.watchSignals?.()
  const stop = input.watchSecondSignal?.()
  const reason = await objection(targets, input, signal)
  const done =
    reason === undefined
      ? await shredFiles(targets, optionsOf(input, signal, stop), input.layer ?? nodeFileLayer)
      : targets.map((target) => notBegun(shownPath(target), reason))
  const outcomes = [...done, ...unseen.map(notSearched)]
  return { text: render(outcomes, input), exitCode: signalCode(signal) ?? exitCodeOf(outcomes) }
}
