import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** gpg is on PATH. */
export const hasGpg = spawnSync('gpg', ['--version'], { stdio: 'ignore' }).status === 0

/** Keys in the home of a folder, where the sops of that folder looks for them. */
export interface Gpg {
  /** Makes a key without a passphrase from the lines of gpg's batch format; answers its fingerprint. */
  makeKey(name: string, ...lines: readonly string[]): string
  /** Encrypts a text for several keys, and for a passphrase where one is given. */
  encrypt(text: string, fingerprints: readonly string[], ...args: readonly string[]): string
  /** Ends the agent. */
  stop(): void
}

export const makeGpg = (folder: string): Gpg => {
  const home = join(folder, 'home', '.gnupg')
  mkdirSync(home, { mode: 0o700 })
  const run = (program: string, args: readonly string[], input = ''): string => {
    const env = { PATH: process.env.PATH, HOME: join(folder, 'home'), GNUPGHOME: home }
    const { status, stdout, stderr } = spawnSync(program, args, { input, env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
    return stdout
  }
  return {
    makeKey: (name, ...lines) => {
      const batch = ['%no-protection', ...lines, `Name-Real: ${name}`, 'Expire-Date: 0', '%commit', '']
      run('gpg', ['--batch', '--quiet', '--gen-key'], batch.join('\n'))
      const listed = run('gpg', ['--batch', '--with-colons', '--list-keys', `=${name}`])
      return /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? ''
    },
    encrypt: (text, fingerprints, ...args) =>
      run(
        'gpg',
        [
          '--batch',
          '--quiet',
          '--trust-model',
          'always',
          '--armor',
          ...args,
          ...(fingerprints.length > 0 ? ['--encrypt'] : []),
          ...fingerprints.flatMap((fingerprint) => ['--recipient', fingerprint]),
        ],
        text,
      ),
    stop: () => {
      run('gpgconf', ['--homedir', home, '--kill', 'all'])
    },
  }
}
