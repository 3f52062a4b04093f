import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { newRepository, type TestRepository } from './repository.ts'

export interface SopsRepository extends TestRepository {
  /** Runs sops in the repository with its age key at hand; throws when sops fails. */
  sops(args: readonly string[], input?: string): string
  read(path: string): string
}

/** A fresh git repository whose `.sops.yaml` encrypts everything under `secrets/` to an age key in its HOME. */
export const newSopsRepository = (): SopsRepository => {
  const repository = newRepository()
  const keyFile = join(repository.home, 'keys.txt')
  const env = {
    ...repository.env,
    // Where a sops that pip installed looks for its Python and its package, whatever HOME is.
    PYENV_ROOT: process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'),
    PYTHONUSERBASE: process.env.PYTHONUSERBASE ?? join(homedir(), '.local'),
    SOPS_AGE_KEY_FILE: keyFile,
    SOPS_DISABLE_VERSION_CHECK: '1',
    EDITOR: join(repository.home, 'editor.sh'), // for tests of `sops edit` to write
  }
  const run = (program: string, args: readonly string[], input = ''): string =>
    execFileSync(program, args, { cwd: repository.root, encoding: 'utf8', stdio: 'pipe', env, input })
  run('age-keygen', ['-o', keyFile])
  const recipient = run('age-keygen', ['-y', keyFile]).trim()
  repository.write('.sops.yaml', `creation_rules:\n  - path_regex: ^secrets/\n    age: ${recipient}\n`)
  return {
    ...repository,
    sops: (args, input) => run('sops', args, input),
    read: (path) => readFileSync(join(repository.root, path), 'utf8'),
  }
}
