import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder with three age keys in its own home, in which one sops program runs. */
export interface MatrixFolder {
  readonly root: string
  /** `3.11.0`. */
  readonly version: string
  readonly recipients: readonly [string, string, string]
  /** A recipient whose key nobody holds any longer. */
  readonly stranger: string
  /** The file with the private keys. */
  readonly keyFile: string
  /** In which sops and our own decryption find them. */
  readonly env: NodeJS.ProcessEnv
  write(path: string, content: string): void
  read(path: string): string
  /** Throws when sops fails; what sops printed is not part of the message, for it may quote plaintext. */
  sops(...args: readonly string[]): string
  /** Runs sops with a shell script as its editor, which finds the file's path in `$1`. */
  edit(path: string, script: string): void
  remove(): void
}

export const makeMatrixFolder = (program: string): MatrixFolder => {
  const root = mkdtempSync(join(tmpdir(), 'leaktight-matrix-'))
  const home = join(root, 'home')
  mkdirSync(join(home, 'tmp'), { recursive: true })
  const keyFile = join(home, 'keys.txt')
  const run = (file: string, args: readonly string[], editor = 'false'): string => {
    const env = { ...environmentOf(home, keyFile), EDITOR: editor, SOPS_EDITOR: editor }
    const result = spawnSync(file, args, { cwd: root, env, encoding: 'utf8' })
    if (result.status !== 0)
      throw new Error(`${file} ${args.join(' ')}: exit ${result.status} ${result.error?.message ?? result.stderr}`)
    return result.stdout
  }
  const keys = [1, 2, 3, 4].map(() => run('age-keygen', []))
  writeFileSync(keyFile, keys.slice(0, 3).join(''), { mode: 0o600 })
  const [first = '', second = '', third = '', stranger = ''] = keys.map((key) => /age1\S+/.exec(key)?.[0] ?? '')
  const sops = (...args: readonly string[]): string => run(program, args)
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return {
    root,
    version: /\d+\.\d+\.\d+/.exec(sops('--version'))?.[0] ?? '',
    recipients: [first, second, third],
    stranger,
    keyFile,
    env: environmentOf(home, keyFile),
    write,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    sops,
    edit: (path, script) => {
      write('home/editor.sh', script)
      run(program, ['edit', path], `sh ${join(home, 'editor.sh')}`)
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

const environmentOf = (home: string, keyFile: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  TMPDIR: join(home, 'tmp'),
  // Where a sops that pip installed looks for its Python and its package, whatever HOME is.
  ...(process.env.PYENV_ROOT === undefined ? {} : { PYENV_ROOT: process.env.PYENV_ROOT }),
  ...(process.env.PYTHONUSERBASE === undefined ? {} : { PYTHONUSERBASE: process.env.PYTHONUSERBASE }),
  SOPS_AGE_KEY_FILE: keyFile,
  SOPS_DISABLE_VERSION_CHECK: '1',
  TZ: 'UTC',
})
