import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { CannotCheckError, reasonOf, UserError } from '../model/errors.ts'
import { Asked } from '../private/asked.ts'
import { withoutCoreDumps } from '../private/core-dumps.ts'
import { type MadeFolder, makePrivateFolder, newPrivateFolder, type PrivateFolder } from '../private/folder.ts'
import { startGuard } from '../private/guard.ts'
import { isSafeBase, memoryFolder } from '../private/memory.ts'
import { orphansOf } from '../private/orphans.ts'
import { endAll, familyOf, folderVariables, heirsOf, holdersOf } from '../private/processes.ts'
import { type Left, type Remover, removePrivateFolder } from '../private/remove.ts'
import { type Ended, runCommand } from '../private/run-command.ts'
import { escapeControls } from '../reporters/escape.ts'
import type { Dispatched, Terminal } from './dispatch.ts'
import type { Invocation } from './invocation.ts'

/** What works in a private folder. */
export interface PrivateWork {
  readonly onDisk: boolean
  /** Whether the command has left nothing to be done when it ends, so that what still runs is ended too. */
  readonly endsAll: boolean
  /** The command, when the folder is known. */
  command(folder: string): readonly string[]
  /** What it gets beside the environment of the user and the variables that name the folder. */
  env(folder: string): Readonly<NodeJS.ProcessEnv>
}

const noMemory =
  'there is no folder in memory ($XDG_RUNTIME_DIR of your own with mode 700, or /dev/shm); --on-disk uses the temporary folder on the disk, and overwrites what is left there at the end'

const chooseFolder = ({ env, uid, cwd }: Invocation, terminal: Terminal, onDisk: boolean): PrivateFolder => {
  const memory = memoryFolder(env, uid)
  if (memory !== undefined) return newPrivateFolder(memory, true)
  if (!onDisk) throw new UserError(noMemory)
  const base = resolve(cwd, env.TMPDIR ?? tmpdir())
  if (!isSafeBase(base, uid)) throw new UserError(`${base}: others may rename what is made there; set TMPDIR`)
  terminal.write(
    `leaktight: no folder is in memory, so ${base} is used: what is left there at the end is overwritten, but what is deleted before (sops deletes what it decrypted) may stay on the disk\n`,
  )
  return newPrivateFolder(base, false)
}

const make = (folder: PrivateFolder): MadeFolder => {
  try {
    return makePrivateFolder(folder)
  } catch (error) {
    throw new CannotCheckError(`${folder.path} cannot be made: ${reasonOf(error)}`, error)
  }
}

const variables = (folder: string): NodeJS.ProcessEnv =>
  Object.fromEntries(folderVariables.map((name) => [name, folder]))

const mostSaid = 5

const sayLeft = (left: readonly Left[], terminal: Terminal): void => {
  for (const { path, outcome } of left.slice(0, mostSaid))
    terminal.write(`leaktight: ${escapeControls(path)} ${outcome}\n`)
  if (left.length > mostSaid) terminal.write(`leaktight: and ${left.length - mostSaid} more\n`)
}

/** What other runs left that could not clean up. */
const removeOrphans = async (orphans: readonly PrivateFolder[], remover: Remover, terminal: Terminal) => {
  for (const orphan of orphans) {
    const left = await removePrivateFolder(orphan, remover)
    sayLeft(left, terminal)
    if (left.length === 0)
      terminal.write(`leaktight: removed ${escapeControls(orphan.path)}, which a run that was killed had left\n`)
  }
}

/** Runs a command with a private folder, which is gone when it ends, however it ends. */
export const workPrivately = async (invocation: Invocation, terminal: Terminal, work: PrivateWork): Promise<Ended> => {
  const { self } = terminal
  const { uid, env, cwd } = invocation
  const chosen = chooseFolder(invocation, terminal, work.onDisk)
  const remover = { uid, platform: terminal.platform, pid: self.pid, signal: self.signal }
  const heirs = (where: 'our group' | 'everywhere') => heirsOf(chosen.path, self.pid, where)
  let pid: number | undefined
  const asked = new Asked({
    onSignal: terminal.onSignal,
    send: (name) => {
      const family = pid === undefined ? [] : familyOf(pid)
      for (const one of new Set([...family, ...heirs(name === 'SIGKILL' ? 'everywhere' : 'our group')]))
        self.signal(one, name)
    },
  })
  self.hideNewFiles()
  withoutCoreDumps(terminal)
  const guard = startGuard([...self.program, 'run-guard'], env)
  let made: MadeFolder = { folder: chosen, release: () => {} }
  try {
    guard.tell({ folder: made.folder })
    made = make(chosen)
    guard.tell({ folder: made.folder })
    const { folder } = made
    const ended = await runCommand(work.command(folder.path), {
      cwd,
      env: { ...env, ...variables(folder.path), ...work.env(folder.path) },
      asked,
      started: (number) => {
        pid = number
      },
      notStarted: (program, reason) => terminal.write(`leaktight: ${program}: ${reason}\n`),
    })
    // What still runs would go on writing.
    if (asked.isFinal) await endAll(() => heirs('everywhere'), remover)
    else if (work.endsAll) await endAll(() => heirs('our group'), remover)
    if (work.endsAll || !folder.inMemory) await endAll(() => holdersOf([folder.path], self.pid), remover)
    const orphans = orphansOf(folder, remover)
    const left = await removePrivateFolder(folder, remover)
    sayLeft(left, terminal)
    await removeOrphans(orphans, remover, terminal)
    return left.length > 0 && ended.exitCode === 0 ? { exitCode: 2 } : ended
  } catch (error) {
    sayLeft(await removePrivateFolder(made.folder, remover), terminal)
    throw error
  } finally {
    made.release()
    await guard.dismiss()
  }
}

export const runHelp = `Usage: leaktight run [--on-disk] -- COMMAND [ARGUMENT…]

Runs a command with a private folder in memory (mode 700, in $XDG_RUNTIME_DIR or /dev/shm), which it finds as
$LEAKTIGHT_TMP and $TMPDIR. When the command ends, what lies in the folder is overwritten and removed, also after
Ctrl-C, SIGTERM, SIGHUP, SIGQUIT, and when leaktight itself is killed. What a run in memory leaves all the same (both
leaktight and the process that cleans up after it were killed with SIGKILL), the next one removes when nobody uses it.
Where there is swap, the system may have written memory to it; what the command writes elsewhere is its own business.

Options:
      --on-disk   where no such folder is in memory, use the temporary folder on the disk; what the command itself
                  deletes there is not overwritten

Exit codes: that of the command, 128 and the number of the signal that ended it, 127 not found, 126 not to be run,
2 wrong usage, or something was left behind. After Ctrl-C leaktight ends by SIGINT as the command did.

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
  const ended = await workPrivately(invocation, terminal, {
    onDisk,
    endsAll: false,
    command: () => command,
    env: () => ({}),
  })
  return { text: '', output: undefined, ...ended }
}
