#!/usr/bin/env node
import { writeFileSync } from 'node:fs'
import type { Invocation, Outcome } from './commands/invocation.ts'
import { CannotCheckError, reasonOf, UserError } from './model/errors.ts'
import { inertText } from './model/inert-text.ts'

const couldNotCheck = 2

const wantsColor = (argv: readonly string[]): boolean => {
  if (argv.includes('--no-color') || (process.env.NO_COLOR ?? '') !== '') return false
  return process.stdout.isTTY === true || (process.env.FORCE_COLOR ?? '0') !== '0'
}

const invocationOf = (argv: readonly string[]): Invocation => ({
  cwd: process.cwd(),
  env: process.env,
  now: () => new Date(),
  stdin: process.stdin,
  color: wantsColor(argv),
  uid: process.geteuid?.(),
})

/** A reader that has seen enough (`| head -1`) is no error; a report that cannot be written (disk full) is one. */
const watchStreams = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') complain(new CannotCheckError(`standard output: ${reasonOf(error)}`, error))
  })
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = couldNotCheck
  })
}

const finish = ({ text, exitCode }: Outcome, output: string | undefined): void => {
  process.exitCode = exitCode
  if (output === undefined) process.stdout.write(text)
  else writeOutput(output, text)
}

const writeOutput = (path: string, text: string): void => {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new UserError(`--output ${path}: ${reasonOf(error)}`)
  }
}

const complain = (error: unknown): void => {
  process.exitCode = couldNotCheck
  const expected = error instanceof UserError || error instanceof CannotCheckError
  const text = error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error)
  process.stderr.write(`leaktight: ${inertText(text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\ufffd'))}\n`)
}

const run = async (argv: readonly string[]): Promise<void> => {
  const invocation = invocationOf(argv)
  if (argv.length === 1 && argv[0] === 'staged') {
    // The hook's own call needs no parser of flags.
    const { stagedCommand } = await import('./commands/staged.ts')
    return finish(await stagedCommand(invocation, { format: 'text' }), undefined)
  }
  const { dispatch } = await import('./commands/dispatch.ts')
  const result = await dispatch(argv, invocation, {
    isTerminal: process.stderr.isTTY === true,
    interactive: process.stdin.isTTY === true,
    platform: process.platform,
    write: (text) => process.stderr.write(text),
    onSignal: (name, listener) => process.on(name, listener),
  })
  if (result !== undefined) finish(result, result.output)
}

watchStreams()
run(process.argv.slice(2)).catch(complain)
