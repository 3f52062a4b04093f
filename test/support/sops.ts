import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const missing = ['sops', 'age-keygen'].filter(
  (program) => spawnSync(program, ['--help'], { stdio: 'ignore' }).status !== 0,
)

/** Runs tests with the real programs. Without them they are skipped and say why; on CI that is a failure. */
export const describeWithSops = (name: string, tests: () => void): void => {
  const reason = `${missing.join(' and ')} not on PATH`
  if (missing.length > 0 && process.env.CI !== undefined) {
    test(name, () => expect.fail(reason))
  } else if (missing.length > 0) {
    describe.skip(`${name} (skipped: ${reason})`, tests)
  } else {
    describe(name, tests)
  }
}

/** A folder with its own home, its own age key and no other configuration, in which the real sops runs. */
export interface SopsFolder {
  readonly folder: string
  /** The public key of the folder's age key. */
  readonly recipient: string
  write(path: string, content: string): void
  read(path: string): string
  /** Runs sops in the folder and returns what it printed; fails the test when sops fails. */
  sops(...args: readonly string[]): string
  /** Writes plaintext and encrypts it in place; returns the encrypted text. */
  encrypt(path: string, plaintext: string, ...args: readonly string[]): string
  remove(): void
}

export const makeSopsFolder = (): SopsFolder => {
  const folder = mkdtempSync(join(tmpdir(), 'leaktight-sops-'))
  const keyFile = join(folder, 'home', 'key.txt')
  mkdirSync(dirname(keyFile))
  const run = (program: string, args: readonly string[]): string => {
    const result = spawnSync(program, args, { cwd: folder, env: environmentOf(folder, keyFile), encoding: 'utf8' })
    if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.error?.message ?? result.stderr}`)
    return result.stdout
  }
  run('age-keygen', ['-o', keyFile])
  const recipient = run('age-keygen', ['-y', keyFile]).trim()
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
  return {
    folder,
    recipient,
    write,
    read,
    sops: (...args) => run('sops', ['--disable-version-check', ...args]),
    encrypt: (path, plaintext, ...args) => {
      write(path, plaintext)
      run('sops', ['--disable-version-check', '--encrypt', '--age', recipient, ...args, '--in-place', path])
      return read(path)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A further age key, of which the folder's own key file holds the identity; in a file of its own it is a stranger's. */
export const secondIdentity = ({ folder }: SopsFolder, file?: string): string => {
  const made = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  appendFileSync(join(folder, 'home', file ?? 'key.txt'), made)
  return /age1[0-9a-z]+/.exec(made)?.[0] ?? ''
}

/** The environment in which sops finds the keys of such a folder. */
export const sopsEnvironment = (folder: string): NodeJS.ProcessEnv =>
  environmentOf(folder, join(folder, 'home', 'key.txt'))

const environmentOf = (folder: string, keyFile: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: join(folder, 'home'),
  // Where a sops that pip installed looks for its Python and its package, whatever HOME is.
  PYENV_ROOT: process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'),
  PYTHONUSERBASE: process.env.PYTHONUSERBASE ?? join(homedir(), '.local'),
  SOPS_AGE_KEY_FILE: keyFile,
  SOPS_DISABLE_VERSION_CHECK: '1',
  TZ: 'UTC',
})
