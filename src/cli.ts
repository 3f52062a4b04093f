#!/usr/bin/env node
import { writeFileSync, writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { Invocation } from './commands/invocation.ts'
import { askGit } from './commands/staged-questions.ts'
import { CannotCheckError, reasonOf, UserError } from './model/errors.ts'
import { inertText } from './model/inert-text.ts'

const couldNotCheck = 2

const wantsColor = (argv: readonly string[]): boolean => {
  if (argv.includes('--no-color') || (process.env.NO_COLOR ?? '') !== '') return false
  return isatty(1) || (process.env.FORCE_COLOR ?? '0') !== '0'
}

const currentFolder = (): string => {
  try {
    return process.cwd()
  } catch (error) {
    throw new CannotCheckError(`the current folder is not there any more: ${codeOf(error)}`, error)
  }
}

const invocationOf = (argv: readonly string[]): Invocation => ({
  cwd: currentFolder(),
  env: process.env,
  now: () => new Date(),
  // Opened when it is asked for: a stream costs two milliseconds.
  get stdin() {
    return process.stdin
  },
  color: wantsColor(argv),
  get columns() {
    return isatty(1) ? process.stdout.columns : undefined
  },
  uid: process.geteuid?.(),
})

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

/** What could not be written at once, because nobody has read what was written before. */
const written = (descriptor: number, text: string): Buffer => {
  let rest = Buffer.from(text)
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest))
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') throw error
  }
  return rest
}

/**
 * Prints a report; false while some of it waits for its reader. A reader that has seen enough (`| head -1`) is no error;
 * a report that cannot be written (disk full) is one.
 */
const print = (text: string): boolean => {
  const failed = (error: Error): void => {
    if (codeOf(error) !== 'EPIPE') complain(new CannotCheckError(`standard output: ${reasonOf(error)}`, error))
  }
  try {
    const rest = written(1, text)
    if (rest.length > 0) process.stdout.on('error', failed).write(rest)
    return rest.length === 0
  } catch (error) {
    failed(error as Error)
    return true
  }
}

const printError = (text: string): void => {
  const failed = (error: unknown): void => {
    if (codeOf(error) !== 'EPIPE') process.exitCode = couldNotCheck
  }
  try {
    const rest = written(2, text)
    if (rest.length > 0) process.stderr.on('error', failed).write(rest)
  } catch (error) {
    failed(error)
  }
}

/** A report that no file takes is printed: what it tells, as of a shredded file, may never be told again. */
const writeOutput = (path: string, text: string): void => {
  try {
    writeFileSync(path, text)
  } catch (error) {
    print(text)
    throw new UserError(`--output ${path}: ${reasonOf(error)}`)
  }
}

const complain = (error: unknown): void => {
  process.exitCode = couldNotCheck
  const expected = error instanceof UserError || error instanceof CannotCheckError
  const text = error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error)
  printError(`leaktight: ${inertText(text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\ufffd'))}\n`)
}

/** Whether there is a process of this number, ours or another's. */
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // it has ended
  }
}

const onlyForUs = 0o077

/** The hook's own call needs no parser of flags, and git works while the rest is loaded. */
const runHook = async (invocation: Invocation): Promise<void> => {
  const questions = askGit(invocation)
  const { stagedCommand } = await import('./commands/staged.ts')
  const { text, exitCode } = await stagedCommand(invocation, { format: 'text' }, questions)
  process.exitCode = exitCode
  if (print(text)) process.exit() // nothing is left to be done but to wait for git to end
}

const run = async (argv: readonly string[]): Promise<void> => {
  const invocation = invocationOf(argv)
  if (argv.length === 1 && argv[0] === 'staged') return runHook(invocation)
  const { dispatch } = await import('./commands/dispatch.ts')
  const result = await dispatch(argv, invocation, {
    isTerminal: isatty(2),
    interactive: isatty(0),
    platform: process.platform,
    write: printError,
    onSignal: (name, listener) => process.on(name, listener),
    exit: (code) => process.exit(code),
    self: {
      program: [process.execPath, ...process.argv.slice(1, 2)],
      pid: process.pid,
      isRunning,
      signal,
      hideNewFiles: () => process.umask(onlyForUs),
    },
  })
  if (result === undefined) return
  process.exitCode = result.exitCode
  if (result.output === undefined) print(result.text)
  else writeOutput(result.output, result.text)
  if (result.endedBy !== undefined) {
    process.removeAllListeners(result.endedBy)
    process.kill(process.pid, result.endedBy)
  }
}

run(process.argv.slice(2)).catch(complain)
