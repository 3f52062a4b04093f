import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { UserError } from '../model/errors.ts'
import { processOf } from '../private/alive.ts'
import { makePrivateFolder, newPrivateFolder, type PrivateFolder } from '../private/folder.ts'
import { startGuard } from '../private/guard.ts'
import { memoryFolder } from '../private/memory.ts'
import { removePrivateFolder } from '../private/remove.ts'
import { runCommand } from '../private/run-command.ts'
import type { Dispatched, Terminal } from './dispatch.ts'
import type { Invocation } from './invocation.ts'

/** What works in a private folder. */
export interface PrivateWork {
  readonly onDisk: boolean
  /** The command, when the folder is known. */
  command(folder: string): readonly string[]
  /** What it gets beside the environment of the user and the variables that name the folder. */
  env(folder: string): Readonly<NodeJS.ProcessEnv>
}

const noMemory =
  'there is no folder in memory ($XDG_RUNTIME_DIR of your own with mode 700, or /dev/shm); --on-disk uses the temporary folder on the disk, and overwrites it at the end'

const chooseFolder = ({ env, uid, cwd }: Invocation, onDisk: boolean): PrivateFolder => {
  const memory = memoryFolder(env, uid)
  if (memory !== undefined) return newPrivateFolder(memory, true)
  if (!onDisk) throw new UserError(noMemory)
  return newPrivateFolder(resolve(cwd, env.TMPDIR ?? tmpdir()), false)
}

/** What crashes in the folder leaves no image of its memory; util-linux sets the limit of a process that runs. */
const withoutCoreDumps = (pid: number): void => {
  const program = ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => existsSync(path))
  if (program !== undefined) spawnSync(program, ['--core=0:0', '--pid', String(pid)], { stdio: 'ignore', env: {} })
}

const variables = (folder: string): NodeJS.ProcessEnv => ({
  LEAKTIGHT_TMP: folder,
  TMPDIR: folder,
  TMP: folder,
  TEMP: folder,
})

/** Runs a command with a private folder, which is gone when it ends, however it ends. Answers its exit code. */
export const workPrivately = async (invocation: Invocation, terminal: Terminal, work: PrivateWork): Promise<number> => {
  const { self } = terminal
  const { uid, env, cwd } = invocation
  const folder = chooseFolder(invocation, work.onDisk)
  const guard = startGuard([...self.program, 'run-guard'], env)
  try {
    self.hideNewFiles()
    withoutCoreDumps(self.pid)
    guard.tell({ folder })
    makePrivateFolder(folder)
    const code = await runCommand(work.command(folder.path), {
      cwd,
      env: { ...env, ...variables(folder.path), ...work.env(folder.path) },
      onSignal: terminal.onSignal,
      signal: self.signal,
      started: (pid) => guard.tell({ folder, command: processOf(pid) }),
      notStarted: (program, reason) => terminal.write(`leaktight: ${program}: ${reason}\n`),
    })
    const left = await removePrivateFolder(folder, { uid, platform: terminal.platform })
    for (const { path, reason } of left) terminal.write(`leaktight: ${path} could not be removed: ${reason}\n`)
    return left.length > 0 && code === 0 ? 2 : code
  } finally {
    await guard.dismiss()
  }
}

export const runHelp = `Usage: leaktight run [--on-disk] -- COMMAND [ARGUMENT…]

Runs a command with a private folder in memory (mode 700, in $XDG_RUNTIME_DIR or /dev/shm), which it finds as
$LEAKTIGHT_TMP and $TMPDIR. When the command ends, what lies in the folder is overwritten and removed, also after
Ctrl-C, SIGTERM, SIGHUP, SIGQUIT, and when leaktight itself is killed.

Options:
      --on-disk   where no such folder is in memory, use the temporary folder on the disk

Exit codes: that of the command, 128 and the number of the signal that ended it, 127 not found, 126 not to be run,
2 wrong usage, or something was left behind.

Examples:
  $ leaktight run -- sh -c 'vi "$LEAKTIGHT_TMP/aws.yaml" && sops encrypt --filename-override secrets/aws.yaml "$LEAKTIGHT_TMP/aws.yaml" > secrets/aws.yaml.new && mv secrets/aws.yaml.new secrets/aws.yaml'
  $ leaktight run -- bash
`

interface RunArguments {
  readonly help: boolean
  readonly onDisk: boolean
  readonly command: readonly string[]
}

/** Everything from the first word that is no option of ours belongs to the command. */
export const parseRunArguments = (argv: readonly string[]): RunArguments => {
  let onDisk = false
  for (const [index, word] of argv.entries()) {
    if (word === '-h' || word === '--help') return { help: true, onDisk, command: [] }
    if (word === '--on-disk') onDisk = true
    else if (word === '--') return { help: false, onDisk, command: argv.slice(index + 1) }
    else if (word.startsWith('-')) throw new UserError(`run: unknown option ${word}; see \`leaktight run --help\``)
    else return { help: false, onDisk, command: argv.slice(index) }
  }
  return { help: false, onDisk, command: [] }
}

/** `leaktight run`. */
export const run = async (argv: readonly string[], invocation: Invocation, terminal: Terminal): Promise<Dispatched> => {
  const { help, onDisk, command } = parseRunArguments(argv)
  if (help) return { text: runHelp, exitCode: 0, output: undefined }
  const [program] = command
  if (program === undefined || program === '') throw new UserError('run: name a command: leaktight run -- COMMAND')
  const exitCode = await workPrivately(invocation, terminal, { onDisk, command: () => command, env: () => ({}) })
  return { text: '', exitCode, output: undefined }
}
