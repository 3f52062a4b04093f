import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'

/** Waits for what comes soon; what never comes fails the test. */
export const until = async (test: () => boolean, what: () => string, ms = 15_000): Promise<void> => {
  for (let waited = 0; !test(); waited += 20) {
    if (waited > ms) expect.fail(`never: ${what()}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}

/** A program in a terminal of its own. */
export interface InTerminal {
  /** The program, which leads the session of the terminal. */
  readonly pid: number
  /** Its exit code, as shells tell it. */
  readonly ended: Promise<number>
  /** Waits until it has written this. */
  shows(text: string | RegExp): Promise<void>
  type(keys: string): void
  /** Closes the terminal, as by closing its window. */
  hangUp(): void
}

const open = new Set<ChildProcess>()

/** Ends what a test that failed has left. */
export const closeTerminals = (): void => {
  for (const child of open) child.kill('SIGKILL')
}

const bridge = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])) % 256)'

/** Why no program can be run in a terminal here; undefined where it can. */
export const noTerminal = (): string | undefined =>
  spawnSync('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode'], { stdio: 'ignore' }).status === 0
    ? undefined
    : 'no python3 (3.9) with a module pty'

export const inTerminal = async (
  command: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<InTerminal> => {
  const folder = mkdtempSync(join(tmpdir(), 'leaktight-terminal-'))
  const pidFile = join(folder, 'pid')
  const words = ['-c', 'stty rows 24 cols 80; echo $$ > "$0"; exec "$@"', pidFile, ...command]
  const child = spawn('python3', ['-c', bridge, 'sh', ...words], {
    ...options,
    env: { TERM: 'vt220', LANG: 'C.UTF-8', ...options.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  open.add(child)
  let screen = ''
  child.stdout.on('data', (piece) => {
    screen += piece
  })
  child.stdin.on('error', () => {})
  const ended = new Promise<number>((resolve) =>
    child.on('close', (code) => {
      open.delete(child)
      resolve(code ?? -1)
    }),
  )
  const pid = () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0)
  await until(
    () => pid() > 0,
    () => `${command.join(' ')} in a terminal`,
  )
  const found = pid()
  rmSync(folder, { recursive: true })
  return {
    pid: found,
    ended,
    shows: (text) =>
      until(
        () => (typeof text === 'string' ? screen.includes(text) : text.test(screen)),
        () => `${text} on the screen ${JSON.stringify(screen)}`,
      ),
    type: (keys) => {
      child.stdin.write(keys)
    },
    hangUp: () => {
      child.kill('SIGKILL')
    },
  }
}
