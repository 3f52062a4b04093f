import { lstatSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { openObjectReader } from '../git/blobs.ts'
import { findRepository } from '../git/repository.ts'
import { UserError } from '../model/errors.ts'
import type { ReadFailure } from '../model/unit.ts'
import { sealJson } from '../reporters/seal-json.ts'
import { type SealReport, type SealTarget, sealExitCode } from '../reporters/seal-report.ts'
import { sealText } from '../reporters/seal-text.ts'
import type { Invocation, Outcome } from './invocation.ts'
import { fixCommand } from './seal-bench.ts'
import { sealFile } from './seal-file.ts'
import { findFlagged, type SealScope } from './seal-findings.ts'
import { setUpHere } from './setup.ts'
import { signalCode } from './signals.ts'
import { version } from './version.generated.ts'

export interface SealFlags {
  readonly format: 'text' | 'json'
  readonly config?: string
  readonly fix?: boolean
  readonly dryRun?: boolean
}

/** A named file, relative to the root. */
const pathOf = (name: string, cwd: string, root: string): string => {
  const full = resolve(cwd, name)
  const path = relative(root, full)
  if (path === '' || path === '..' || path.startsWith(`..${sep}`))
    throw new UserError(`${name}: lies outside of the working tree`)
  const stats = lstatSync(full, { throwIfNoEntry: false })
  if (stats === undefined) throw new UserError(`${name}: there is no such file`)
  if (!stats.isFile()) throw new UserError(`${name}: is no regular file; name files`)
  return sep === '/' ? path : path.replaceAll(sep, '/')
}

const reportOn = async (scope: SealScope, fix: boolean): Promise<SealReport & Pick<SealScope, 'ending'>> => {
  const { files, examined, errors } = await findFlagged(scope)
  const ending = fix ? scope.invocation.watchSignals?.() : undefined
  const watched = ending === undefined ? scope : { ...scope, ending }
  const targets: SealTarget[] = []
  const left: ReadFailure[] = []
  for (const flagged of files)
    if (ending?.aborted) left.push({ path: flagged.path, reason: interrupted })
    else targets.push(await sealFile(watched, flagged, fix))
  return { version, fix, examined, files: targets, errors: [...errors, ...left], ...(ending ? { ending } : {}) }
}

const interrupted = 'was not begun, because the work was interrupted'

/** `leaktight seal`: rules of SOPS → flagged files → commands, or with `--fix` the real sops → report. */
export const sealCommand = async (
  invocation: Invocation,
  names: readonly string[],
  flags: SealFlags,
): Promise<Outcome> => {
  if (flags.fix === true && flags.dryRun === true) throw new UserError('seal: give either --fix or --dry-run')
  const place = await findRepository(invocation)
  const setup = await setUpHere(invocation, place.root, flags)
  const reader = openObjectReader(place, setup.config.limits.holdBytes)
  try {
    const named = names.length === 0 ? undefined : names.map((name) => pathOf(name, invocation.cwd, place.root))
    const scope = { invocation, place, setup, reader, named }
    const { ending, ...report } = await reportOn(scope, flags.fix === true)
    const exitCode = signalCode(ending) ?? sealExitCode(report)
    const look = { color: invocation.color, fixCommand: (path: string) => fixCommand(scope, path) }
    return { text: flags.format === 'json' ? sealJson(report) : sealText(report, look), exitCode }
  } finally {
    await reader.close()
  }
}
