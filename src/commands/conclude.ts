import { UserError } from '../model/errors.ts'
import type { Examination, Report, ReporterOptions } from '../model/finding.ts'
import type { RuleMeta } from '../model/rule.ts'
import { applyPolicy, exitCodeOf, type PolicyOptions } from '../policy/verdict.ts'
import { isFormat, loadReporter } from '../reporters/index.ts'
import type { Invocation, Outcome, ScanFlags } from './invocation.ts'
import { withNamedFile } from './named-file.ts'
import type { Setup } from './setup.ts'
import { version } from './version.generated.ts'

export const render = async (
  report: Report,
  metas: ReadonlyMap<string, RuleMeta>,
  format: string,
  options: ReporterOptions,
): Promise<string> => {
  if (!isFormat(format)) throw new UserError(`--format ${format}: there is no such format`)
  return (await loadReporter(format))(report, metas, options)
}

/** The last steps of every scanning verb: findings → policy → reporter → exit code. */
export const conclude = async (
  command: string,
  examination: Examination,
  setup: Setup,
  invocation: Invocation,
  flags: ScanFlags,
  policy: Pick<PolicyOptions, 'whole'> & { advice?: (report: Report) => readonly string[] },
): Promise<Outcome> => {
  const { advice, ...rest } = policy
  const found = { ...examination, findings: examination.findings.map(withNamedFile) }
  const judged = applyPolicy(found, setup.config, {
    command,
    version,
    failOn: flags.failOn ?? setup.config.failOn,
    now: invocation.now(),
    ...rest,
  })
  const report = advice === undefined ? judged : { ...judged, advice: advice(judged) }
  const options = { color: invocation.color, all: flags.all === true, quiet: flags.quiet === true }
  return { text: await render(report, setup.metas, flags.format, options), exitCode: exitCodeOf(report) }
}
