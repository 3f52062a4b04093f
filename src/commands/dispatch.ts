import { Command, CommanderError } from 'commander'
import { UserError } from '../model/errors.ts'
import type { Invocation, Outcome } from './invocation.ts'
import { watchSignals } from './signals.ts'
import { type Host, verbs } from './verbs.ts'
import { version } from './version.generated.ts'

/** The terminal beside standard output. */
export interface Terminal {
  readonly isTerminal: boolean
  /** Whether somebody sits at standard input. */
  readonly interactive: boolean
  readonly platform: NodeJS.Platform
  write(text: string): void
  onSignal(name: NodeJS.Signals, listener: () => void): void
  /** Ends everything at once, threads included. */
  exit(code: number): void
  readonly self: Self
}

/** This process, for work that outlives it. */
export interface Self {
  /** What starts it again; the arguments follow. */
  readonly program: readonly string[]
  readonly pid: number
  isRunning(pid: number): boolean
  /** Sends a signal; nothing happens where nobody is there to get it. */
  signal(pid: number, name: NodeJS.Signals): void
  /** From now on what this process and its children make is for its user alone. */
  hideNewFiles(): void
}

/** What shells report for a program that Ctrl-C ended. */
const interrupted = 130

/** An outcome, the file that takes it instead of standard output, and the signal by which to end instead. */
export type Dispatched = Outcome & { readonly output: string | undefined; readonly endedBy?: 'SIGINT' }

const exitCodes = `
Exit codes: 0 clean, 1 findings at or above --fail-on (default: medium), 2 could not check.`

/** Errors are thrown instead of ending the process, in this command and all below it. */
const throwing = (command: Command): Command => {
  for (const below of command.commands) throwing(below)
  return command.exitOverride().configureOutput({ writeErr: () => {} })
}

const programOf = (host: Host): Command => {
  const program = new Command('leaktight')
    .description('Keeps credentials out of git and the machine clean around it.')
    .version(version)
    .addHelpText('after', exitCodes)
  for (const verb of verbs) program.addCommand(verb(host))
  return throwing(program)
}

const isHelp = (error: CommanderError): boolean => error.exitCode === 0 || error.code === 'commander.help'

/** Reads the arguments and runs the verb that they name; undefined when they asked for help and got it. */
export const dispatch = async (
  argv: readonly string[],
  invocation: Invocation,
  terminal: Terminal,
): Promise<Dispatched | undefined> => {
  if (argv[0] === 'shred') {
    const { runShred } = await import('./run-shred.ts')
    return runShred(argv.slice(1), invocation, terminal)
  }
  if (argv[0] === 'rotate-guard' && argv.length === 1) {
    const { rotateGuard } = await import('./rotate-guard.ts')
    return rotateGuard(invocation, terminal)
  }
  if (argv[0] === 'run-guard' && argv.length === 1) {
    const { runGuard } = await import('./run-guard.ts')
    return runGuard(invocation, terminal)
  }
  if (argv[0] === 'run') {
    const { run } = await import('./run.ts')
    return run(argv.slice(1), invocation, terminal)
  }
  if (argv[0] === 'edit') {
    const { edit } = await import('./edit.ts')
    return edit(argv.slice(1), invocation, terminal)
  }
  let watched = false
  terminal.onSignal('SIGINT', () => {
    if (!watched) terminal.exit(interrupted)
  })
  const watching: Invocation = {
    ...invocation,
    watchSignals: () => {
      watched = true
      return watchSignals(terminal)
    },
  }
  let result: Dispatched | undefined
  const done: Host['done'] = (outcome, { output }) => {
    result = { ...outcome, output }
  }
  const program = programOf({ invocation: watching, terminal, done })
  if (argv.length === 0) return { text: program.helpInformation(), exitCode: 2, output: undefined }
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (!isHelp(error)) throw new UserError(`${error.message.replace(/^error: /, '')}; see \`leaktight --help\``)
  }
  return result
}
