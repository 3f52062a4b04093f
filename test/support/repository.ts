import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export const builtCli = resolve(import.meta.dirname, '../../dist/cli.js')

export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface TestRepository {
  readonly root: string
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** Runs git and answers its output; throws when git fails. */
  git(...args: string[]): string
  /** The same, whatever its exit code. */
  tryGit(...args: string[]): Promise<Run>
  write(path: string, content: string | Uint8Array): void
  /** Writes and stages. */
  stage(path: string, content: string | Uint8Array): void
  commit(message: string, date?: Date): string
  /** Runs the built command in the repository. */
  leaktight(args: readonly string[], options?: RunOptions): Promise<Run>
  /** The same without a process of its own, which is not what is tested. */
  command(args: readonly string[], options?: RunOptions): Promise<Run>
  remove(): void
}

export interface RunOptions {
  readonly cwd?: string
  readonly input?: string | Uint8Array
  readonly env?: NodeJS.ProcessEnv
}

/** Starts a program and answers what it wrote and how it ended. */
export const run = (file: string, args: readonly string[], options: RunOptions): Promise<Run> =>
  new Promise((done, fail) => {
    const child = spawn(file, args, { cwd: options.cwd, env: options.env ?? process.env })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (piece: Buffer) => stdout.push(piece))
    child.stderr.on('data', (piece: Buffer) => stderr.push(piece))
    child.stdin.on('error', () => {})
    child.stdin.end(options.input)
    child.on('error', fail)
    child.on('close', (code) => {
      done({
        code: code ?? -1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      })
    })
  })

/** An environment in which neither the developer's git configuration nor anything left in temp folders is seen. */
export const isolatedEnvironment = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  XDG_CONFIG_HOME: join(home, '.config'),
  TMPDIR: join(home, 'tmp'),
  LEAKTIGHT_TEMP_DIRS: join(home, 'tmp'),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Tester',
  GIT_AUTHOR_EMAIL: 'tester@example.com',
  GIT_COMMITTER_NAME: 'Tester',
  GIT_COMMITTER_EMAIL: 'tester@example.com',
  LC_ALL: 'C',
  TZ: 'UTC',
  NO_COLOR: '1',
})

/** A fresh repository in a folder of its own, with its own HOME. */
export const newRepository = (...initOptions: string[]): TestRepository => {
  const folder = mkdtempSync(join(tmpdir(), 'leaktight-test-'))
  const root = join(folder, 'repository')
  const home = join(folder, 'home')
  mkdirSync(root)
  mkdirSync(join(home, 'tmp'), { recursive: true })
  const env = isolatedEnvironment(home)
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' })
  git('init', '--quiet', '--initial-branch=main', ...initOptions)
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return {
    root,
    home,
    env,
    git,
    tryGit: (...args) => run('git', args, { cwd: root, env }),
    write,
    stage: (path, content) => {
      write(path, content)
      git('add', '--', path)
    },
    commit: (message, date) => {
      const stamp =
        date === undefined ? {} : { GIT_AUTHOR_DATE: date.toISOString(), GIT_COMMITTER_DATE: date.toISOString() }
      execFileSync('git', ['commit', '--quiet', '--no-verify', '-m', message], {
        cwd: root,
        env: { ...env, ...stamp },
        stdio: 'pipe',
      })
      return git('rev-parse', 'HEAD').trim()
    },
    leaktight: (args, options = {}) =>
      run(process.execPath, [builtCli, ...args], { cwd: root, ...options, env: { ...env, ...options.env } }),
    command: async (args, options = {}) => {
      const { runInProcess } = await import('./in-process.ts')
      return runInProcess(args, { cwd: root, ...options, env: { ...env, ...options.env } })
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
