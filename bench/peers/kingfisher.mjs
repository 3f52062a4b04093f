import { readdirSync } from 'node:fs'
import { join } from 'node:path'

// The installed command is a Python script that starts the real program, and Python's start is not kingfisher's time.
const binary = (home) => {
  const python = readdirSync(join(home, 'lib')).find((name) => name.startsWith('python'))
  return join(home, 'lib', python, 'site-packages/kingfisher/bin/kingfisher')
}

const offline = ['--no-validate', '--no-update-check', '--quiet', '--format', 'json']

const read = (text) =>
  JSON.parse(text).findings.map(({ finding }) => ({
    path: finding.git_metadata?.file?.path ?? finding.path,
    line: finding.line,
    value: finding.snippet,
  }))

/** How kingfisher is run and read. Its limit of 256 MB a file is lifted where the file is larger. */
export const kingfisher = ({ home }) => {
  const run =
    (...args) =>
    (job) => ({ program: binary(home), args: ['scan', ...args, ...offline], cwd: job.root })
  return {
    name: 'kingfisher',
    read,
    staged: run('.', '--staged'),
    tree: run('.'),
    history: run('.'),
    file: (job) => run(job.file, '--max-file-size', '0')(job),
    stdin: (job) => ({ ...run('-', '--max-file-size', '0')(job), stdin: job.path }),
  }
}
