import { basename, dirname } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { gitHistory } from '../git/first-appearance.ts'
import { findRepository, type RepositoryPlace } from '../git/repository.ts'
import { type GitPlace, git } from '../git/run.ts'
import { UserError } from '../model/errors.ts'
import { type Config, defaultConfig } from '../policy/config.ts'
import { applyPolicy } from '../policy/verdict.ts'
import { diskState } from '../sources/states.ts'
import type { Dispatched, Terminal } from './dispatch.ts'
import type { Invocation } from './invocation.ts'
import { leftoverFindings } from './leftovers.ts'
import { readConfig, setUp } from './setup.ts'
import { parseShredArguments, shredCommand } from './shred.ts'
import { shredHelp } from './shred-help.ts'

/** The repository around, where there is one: shredding works without. */
const repositoryAt = async (where: GitPlace): Promise<RepositoryPlace | undefined> => {
  try {
    return await findRepository(where)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** Whether the repository around a file tracks it, whatever the current folder is. */
const isTracked =
  ({ env }: Invocation) =>
  async (path: string): Promise<boolean> => {
    const around = await repositoryAt({ cwd: dirname(path), env })
    if (around === undefined) return false
    const listed = await git({ cwd: dirname(path), env }, [
      '--literal-pathspecs',
      'ls-files',
      '-z',
      '--',
      basename(path),
    ])
    return listed.length > 0
  }

/** Paths of the files that the leftover check proves to hold plaintext and nobody allowed. */
const findLeftovers = (invocation: Invocation, place: RepositoryPlace | undefined, config: Config) => async () => {
  const root = place?.root ?? invocation.cwd
  const setup = await setUp(root, config, {})
  const context = {
    now: invocation.now,
    policy: setup.checkPolicy,
    repository: diskState(root, place),
    ...(place === undefined ? {} : { history: gitHistory(place) }),
  }
  const { examination } = await leftoverFindings(invocation, setup, context)
  const report = applyPolicy(examination, config, {
    command: 'shred',
    version: '',
    failOn: config.failOn,
    now: invocation.now(),
    whole: false,
  })
  return report.findings.filter((finding) => finding.status === 'open').map((finding) => finding.path)
}

const confirm =
  (invocation: Invocation, terminal: Terminal) =>
  async (question: string): Promise<boolean> => {
    terminal.write(`${question} [y/N] `)
    const lines = createInterface({ input: invocation.stdin as NodeJS.ReadableStream })
    for await (const line of lines) {
      lines.close()
      return /^y(es)?$/i.test(line.trim())
    }
    return false
  }

/** Aborts, with the signal's name as the reason, when somebody asks the process to end. */
const interruption = (terminal: Terminal): AbortSignal => {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    terminal.onSignal(name, () => controller.abort(name))
  }
  return controller.signal
}

/** `leaktight shred` with everything it needs from the repository and the terminal. */
export const runShred = async (
  argv: readonly string[],
  invocation: Invocation,
  terminal: Terminal,
): Promise<Dispatched> => {
  const beforeDashes = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv
  if (beforeDashes.some((flag) => flag === '-h' || flag === '--help')) {
    return { text: shredHelp, exitCode: 0, output: undefined }
  }
  const parsed = parseShredArguments([...argv])
  if (parsed instanceof UserError) throw parsed
  const place = await repositoryAt(invocation)
  const root = place?.root ?? invocation.cwd
  const config =
    place === undefined && parsed.config === undefined
      ? defaultConfig
      : await readConfig(invocation.cwd, root, parsed.config)
  const result = await shredCommand({
    arguments: { ...parsed, color: parsed.color && invocation.color },
    defaults: config.shred,
    cwd: invocation.cwd,
    platform: terminal.platform,
    uid: invocation.uid,
    interactive: terminal.interactive,
    stderr: { isTerminal: terminal.isTerminal, write: (text) => terminal.write(text) },
    isTracked: isTracked(invocation),
    findLeftovers: findLeftovers(invocation, place, config),
    confirm: confirm(invocation, terminal),
    signal: interruption(terminal),
  })
  return { ...result, output: parsed.output }
}
