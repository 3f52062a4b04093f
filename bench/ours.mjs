import { execFileSync } from 'node:child_process'
import { cli, environment } from './place.mjs'

const read = (text) =>
  JSON.parse(text).findings.map(({ path, region }) => ({
    path,
    ...(region === undefined ? {} : { line: region.startLine }),
  }))

const run =
  (...args) =>
  (job) => ({ program: process.execPath, args: [cli, ...args, '--format', 'json'], cwd: job.root })

/** Whether this build keeps a cache of a history, and so can be told not to. */
export const hasCache = () =>
  execFileSync(process.execPath, [cli, 'audit', '--help'], { env: environment(), encoding: 'utf8' }).includes(
    '--no-cache',
  )

/** How leaktight is run and read. */
export const ours = () => ({
  name: 'leaktight',
  read,
  staged: run('staged'),
  stagedOwnRules: run('staged'),
  tree: run('scan', '.'),
  history: run('audit', '--history', ...(hasCache() ? ['--no-cache'] : [])),
  cached: run('audit', '--history'),
  file: (job) => run('scan', job.file)(job),
  stdin: (job) => ({ ...run('scan', '-')(job), stdin: job.path }),
})
