import { execFileSync } from 'node:child_process'
import { dirname } from 'node:path'
import { environment } from '../place.mjs'
import { readColonLines } from './colon-lines.mjs'

/** How git-secrets is run and read, with the AWS patterns it brings; it has no others. Its history lines begin with a commit. */
export const gitSecrets = ({ program }) => {
  const env = { PATH: `${dirname(program)}:${process.env.PATH}` }
  execFileSync(program, ['--register-aws', '--global'], { env: { ...environment(), ...env } })
  const run = (args) => (job) => ({ program, args: args(job), cwd: job.root, env, reportOn: 'stderr' })
  return {
    name: 'git-secrets',
    read: (text) => readColonLines(text.replaceAll(/^[0-9a-f]{40,64}:/gm, '')),
    staged: run(() => ['--pre_commit_hook']),
    tree: run(() => ['--scan', '-r', '.']),
    history: run(() => ['--scan-history']),
    file: run(({ file }) => ['--scan', '--no-index', file]),
    stdin: (job) => ({ ...run(() => ['--scan', '-'])(job), stdin: job.path }),
  }
}
