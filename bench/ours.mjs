import { execFileSync } from 'node:child_process'
import { cli, environment } from './place.mjs'

const read = (text) =>
  (JSON.parse(text).findings ?? []).map(({ path, region }) => ({
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

/** A commit is timed as the hook asks; only a report that is read is asked for as JSON. */
const hook = ({ root }) => ({ program: process.execPath, args: [cli, 'staged'], cwd: root })

/** The hook that `leaktight init` writes starts node without further certificates. */
const bareHook = ({ root }) => ({
  program: 'sh',
  args: ['-c', 'unset NODE_EXTRA_CA_CERTS; exec "$0" "$@"', process.execPath, cli, 'staged'],
  cwd: root,
})

/** How leaktight is run and read. */
export const ours = () => ({
  name: 'leaktight',
  read,
  staged: hook,
  stagedProbe: run('staged'),
  stagedOwnRules: hook,
  stagedOwnRulesProbe: run('staged'),
  tree: run('scan', '.'),
  history: run('audit', '--history', ...(hasCache() ? ['--no-cache'] : [])),
  cached: run('audit', '--history'),
  rotation: run('rotation'),
  file: (job) => run('scan', job.file)(job),
  stdin: (job) => ({ ...run('scan', '-')(job), stdin: job.path }),
})

/** The same on a commit, as the hook of `leaktight init` starts it. */
export const asHook = () => ({
  name: 'leaktight, its hook',
  read,
  staged: bareHook,
  stagedProbe: run('staged'),
  stagedOwnRules: bareHook,
  stagedOwnRulesProbe: run('staged'),
})

/** The same without threads, for what one core does. */
export const onOneThread = () => ({ name: 'leaktight --jobs 1', read, tree: run('scan', '.', '--jobs', '1') })
