import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readColonLines } from './colon-lines.mjs'

/** How secretlint is run and read, with its recommended preset. It reads no history. */
export const secretlint = ({ program, home }) => {
  const config = join(home, '.secretlintrc.json')
  writeFileSync(config, '{ "rules": [{ "id": "@secretlint/secretlint-rule-preset-recommend" }] }\n')
  const run = (args) => (job) => ({
    program: process.execPath,
    args: [program, '--secretlintrc', config, '--format', 'unix', '--no-color', ...args(job)],
    cwd: job.root,
  })
  return {
    name: 'secretlint',
    read: readColonLines,
    staged: run(({ staged }) => staged),
    tree: run(() => ['**/*']),
    file: run(({ file }) => [file]),
    stdin: (job) => ({ ...run(() => ['--stdinFileName', 'text.txt'])(job), stdin: job.path }),
  }
}
