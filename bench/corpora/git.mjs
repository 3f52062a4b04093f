import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environment, folder } from '../place.mjs'

/** Writes the git configuration that every corpus and contender sees. */
export const writeGitConfiguration = () =>
  writeFileSync(
    join(folder('home'), '.gitconfig'),
    '[user]\n\tname = bench\n\temail = bench@example.com\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[advice]\n\tdetachedHead = false\n',
  )

/** Runs git in a folder and answers what it printed. */
export const git = (cwd, ...args) =>
  execFileSync('git', args, {
    cwd,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
