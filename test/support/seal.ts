import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Run } from './repository.ts'
import { newSopsRepository, type SopsRepository } from './sops-repository.ts'

/** Runs `leaktight seal`, in the process of the test, with the real sops and the repository's key. */
export interface SealRepository extends SopsRepository {
  readonly keys: NodeJS.ProcessEnv
  seal(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Run>
  /** The same by the built command. */
  built(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Run>
  /** A shell script called sops, first on PATH; `$real` is the real one. */
  shim(script: string): NodeJS.ProcessEnv
  /** Names in a folder of the working tree. */
  names(folder: string): string[]
  bytes(path: string): Buffer
}

const realSops = (): string =>
  (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, 'sops'))
    .find((file) => existsSync(file)) ?? 'sops'

export const newSealRepository = (): SealRepository => {
  const repository = newSopsRepository()
  const keys = {
    PYENV_ROOT: process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'),
    PYTHONUSERBASE: process.env.PYTHONUSERBASE ?? join(homedir(), '.local'),
    SOPS_AGE_KEY_FILE: join(repository.home, 'keys.txt'),
  }
  return {
    ...repository,
    keys,
    seal: (args, env = {}) => repository.command(['seal', ...args], { env: { ...keys, ...env } }),
    built: (args, env = {}) => repository.leaktight(['seal', ...args], { env: { ...keys, ...env } }),
    shim: (script) => {
      const folder = join(repository.home, 'bin')
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'sops'), `#!/bin/sh\nreal='${realSops()}'\n${script}\n`)
      chmodSync(join(folder, 'sops'), 0o755)
      return { PATH: `${folder}:${process.env.PATH}` }
    },
    names: (folder) => readdirSync(join(repository.root, folder)).sort(),
    bytes: (path) => readFileSync(join(repository.root, path)),
  }
}
