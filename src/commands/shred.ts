import { UserError } from '../model/errors.ts'
import { shredJson } from '../reporters/shred-json.ts'
import { shredText } from '../reporters/shred-text.ts'
import type { ShredArguments } from '../shred/arguments.ts'
import { type FileLayer, type FilePath, nodeFileLayer } from '../shred/file-layer.ts'
import { defaultMaxBytes, type ShredOptions, type Tracking } from '../shred/options.ts'
import { exitCodeOf, notBegun } from '../shred/outcome.ts'
import type { FileProbe } from '../shred/probe.ts'
import { eachOnce, type ShredResults, shredFiles } from '../shred/shred-files.ts'
import { shownPath } from '../shred/target-path.ts'
import { type FoundLeftovers, leftAlone, listLeftovers, notSearched, objectionTo } from './shred-leftovers.ts'
import { type Shown, shownOn } from './shred-progress.ts'
import { signalCode } from './signals.ts'

export { parseShredArguments, type ShredArguments } from '../shred/arguments.ts'
export type { FoundLeftovers } from './shred-leftovers.ts'

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
  /** Whether somebody sits at standard input and standard error to be asked. */
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

const passesOf = ({ arguments: asked, defaults }: ShredInput) => {
  const passes = asked.passes ?? defaults?.passes ?? 10
  const zero = asked.zero ?? defaults?.zero ?? true
  if (passes > 0 || zero) return { passes, zero }
  throw new UserError('shred: no passes and no zeros leave nothing to overwrite with; give --passes 1 or --zero')
}

const optionsOf = (
  input: ShredInput,
  shown: Shown,
  signal: AbortSignal | undefined,
  stop?: AbortSignal,
): ShredOptions => ({
  ...passesOf(input),
  ...(input.arguments.recursive ? { recursion: input.arguments } : {}),
  maxBytes: input.defaults?.maxBytes ?? defaultMaxBytes,
  exact: input.arguments.exact,
  ...(input.arguments.size === undefined ? {} : { size: input.arguments.size }),
  force: input.arguments.force,
  dryRun: input.arguments.dryRun,
  cwd: input.cwd,
  platform: input.platform,
  uid: input.uid,
  tracking: (path) => input.tracking(path),
  ...shown.on,
  ...(input.probe === undefined ? {} : { probe: input.probe }),
  ...(signal === undefined ? {} : { signal }),
  ...(stop === undefined ? {} : { stop }),
})

const render = (
  { outcomes, folders }: ShredResults,
  { arguments: { dryRun, format, color, quiet } }: ShredInput,
): string => {
  const report = { dryRun, targets: outcomes, folders }
  return format === 'json' ? shredJson(report) : shredText(report, { color, quiet })
}

const layerOf = ({ layer }: ShredInput): FileLayer => layer ?? nodeFileLayer

/** `leaktight shred FILE…`: targets → guards → overwriting → report. */
const shredNamed = (input: ShredInput): Promise<ShredResult> =>
  conclude(input, input.watchSignals?.(), (options) =>
    shredFiles(eachOnce(input.paths.map((path) => ({ path }))), options, layerOf(input)),
  )

/** `leaktight shred --leftovers`: search → list → question → overwriting → report. */
const shredLeftovers = async (input: ShredInput): Promise<ShredResult> => {
  const { quiet, dryRun, yes, format } = input.arguments
  const begun = Date.now()
  const { targets: found, unseen, advice } = await input.findLeftovers()
  if (!quiet) for (const sentence of advice) input.stderr.write(`leaktight: ${sentence}\n`)
  if (found.length + unseen.length === 0 && format === 'text') {
    return { text: 'No leftovers were found; there is nothing to shred.\n', exitCode: 0 }
  }
  const silent = quiet && (yes || dryRun)
  const write = silent ? () => {} : (text: string) => input.stderr.write(text)
  const idle = found.filter(({ left }) => left === undefined)
  const targets = await listLeftovers(idle, begun, write, layerOf(input))
  const signal = input.watchSignals?.()
  return conclude(input, signal, async (options) => {
    const reason = await objectionTo(targets, input, signal)
    const { outcomes, folders } =
      reason === undefined
        ? await shredFiles(targets, options, layerOf(input))
        : { outcomes: targets.map(({ path }) => notBegun(shownPath(path), reason)), folders: [] }
    return { outcomes: [...outcomes, ...eachOnce(found).flatMap(leftAlone), ...unseen.map(notSearched)], folders }
  })
}

const conclude = async (
  input: ShredInput,
  signal: AbortSignal | undefined,
  work: (options: ShredOptions) => Promise<ShredResults>,
): Promise<ShredResult> => {
  const shown = shownOn({ ...input.arguments, stderr: input.stderr })
  const results = await work(optionsOf(input, shown, signal, input.watchSecondSignal?.()))
  shown.clear()
  return { text: render(results, input), exitCode: signalCode(signal) ?? exitCodeOf(results.outcomes) }
}

/** `leaktight shred` */
export const shredCommand = (input: ShredInput): Promise<ShredResult> =>
  input.arguments.leftovers ? shredLeftovers(input) : shredNamed(input)
