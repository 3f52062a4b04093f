import { execFile } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { brokenIn, contents, type Said, target } from './law.ts'

const cli = path.resolve('dist/cli.js')

const traced = 'openat,statx,readlink,statfs,pwrite64,fdatasync,fsync,ftruncate,rename,unlink'

/** One system call of the recipe: the `nth` of its name, among those on `path` where that is given. */
export interface SystemCall {
  readonly name: string
  readonly path?: string
  readonly nth: number
}

/** `error=EIO` or `signal=SIGTERM`, as strace's `inject` takes them. */
export type Fault = `error=${string}` | `signal=${string}`

export interface Struck {
  readonly said: Said | undefined
  readonly exitCode: number | undefined
  /** Where the report or the file breaks the law. */
  readonly broken: readonly string[]
}

interface Ended {
  readonly stdout: string
  /** Undefined for a process that a signal ended. */
  readonly code: number | undefined
  readonly trace: string
}

/** A folder in which the same run can be made again and again. */
export interface Range {
  calls(): Promise<readonly SystemCall[]>
  strike(call: SystemCall, fault: Fault): Promise<Struck>
  remove(): void
}

const numbers: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 }

const codes: Readonly<Record<string, number>> = { shredded: 0, 'removed-not-sanitized': 1, refused: 2, failed: 2 }

const runUnder = (folder: string, options: readonly string[]): Promise<Ended> => {
  const log = `${folder}.trace`
  const shred = [process.execPath, cli, 'shred', '--format=json', '-n1', path.join(folder, target)]
  // One thread, so that the order of the calls is always the same.
  const env = { PATH: '/usr/bin:/bin', UV_THREADPOOL_SIZE: '1' }
  return new Promise((resolve) => {
    const given = ['-f', '-q', '-o', log, ...options, ...shred]
    execFile('strace', given, { cwd: '/', env, timeout: 60_000 }, (error, stdout) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined
      resolve({ stdout, code, trace: readFileSync(log, 'utf8') })
    })
  })
}

const line = /^(\d+) +(\w+)\((.*)$/

const looksUp = /^(openat|statx|readlink|statfs)$/

/** The name of this process or of the renamed file: another one the next time. */
const passing = /^\/proc\/\d|\/[0-9a-f]{32}$/

/** The calls of the thread that works on files, as they can be found again. */
const callsIn = (trace: string): SystemCall[] => {
  const rows = trace.split('\n').flatMap((text) => {
    const [, thread, name = '', rest = ''] = line.exec(text) ?? []
    return thread === undefined ? [] : [{ thread, name, rest }]
  })
  const worker = rows.find(({ name }) => name === 'pwrite64')?.thread
  const seen = new Map<string, number>()
  const calls: SystemCall[] = []
  for (const { thread, name, rest } of rows) {
    if (thread !== worker) continue
    const named = /^(?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]+)"/.exec(rest)?.[1]
    const open = /^\d+<([^>]*)>, ""/.exec(rest)?.[1]
    const on = looksUp.test(name) ? (named ?? open) : undefined
    const key = `${name} ${on}`
    const nth = (seen.get(key) ?? 0) + 1
    seen.set(key, nth)
    const again = on === undefined ? !looksUp.test(name) : !passing.test(on)
    if (again) calls.push({ name, nth, ...(on === undefined ? {} : { path: on }) })
  }
  return calls
}

const saidIn = (stdout: string): Said | undefined => (stdout === '' ? undefined : JSON.parse(stdout).targets[0])

const brokenCode = (code: number | undefined, said: Said | undefined, fault: Fault): string[] => {
  const signal = fault.startsWith('signal=') ? fault.slice('signal='.length) : undefined
  if (signal === 'SIGKILL') return []
  const due = signal === undefined ? codes[said?.status ?? ''] : numbers[signal]
  return code === due ? [] : [`exit ${code} instead of ${due}`]
}

export const openRange = (): Range => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'shred-faults-'))
  const file = path.join(folder, target)
  const renew = () => {
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name))
    writeFileSync(file, contents)
  }
  return {
    calls: async () => {
      renew()
      return callsIn((await runUnder(folder, ['-y', '-e', `trace=${traced}`])).trace)
    },
    strike: async (call, fault) => {
      renew()
      const inode = openSync(file, 'r')
      const on = call.path === undefined ? [] : ['-P', call.path]
      const injection = ['-e', `inject=${call.name}:${fault}:when=${call.nth}`]
      const { stdout, code, trace } = await runUnder(folder, ['-e', `trace=${call.name}`, ...on, ...injection])
      const said = saidIn(stdout)
      const struck = fault.startsWith('error=') ? /\(INJECTED\)/ : /--- SIG(?!CHLD)|\+\+\+ killed by/
      const broken = [...brokenIn(folder, inode, said), ...brokenCode(code, said, fault)]
      closeSync(inode)
      return { said, exitCode: code, broken: struck.test(trace) ? broken : [...broken, 'was not struck'] }
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true })
      rmSync(`${folder}.trace`, { force: true })
    },
  }
}

/** Why no process can be traced here, or undefined. */
export const obstacleToTracing = (): Promise<string | undefined> =>
  new Promise((resolve) => {
    if (process.platform !== 'linux') return resolve('not Linux')
    execFile('strace', ['-f', '-q', '-o', '/dev/null', 'true'], { timeout: 10_000 }, (error) =>
      resolve(error === null ? undefined : 'strace does not work here'),
    )
  })
