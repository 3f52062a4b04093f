const report = ({ stdout }) => [
  '--no-banner',
  '--log-level',
  'error',
  '--report-format',
  'json',
  '--report-path',
  stdout,
]

const read = (text) => JSON.parse(text).map(({ File, StartLine }) => ({ path: File, line: StartLine }))

/** How gitleaks is run and read. It writes its report itself, to where standard output of others goes. */
export const gitleaks = ({ program }) => {
  const run =
    (args, rest = {}) =>
    (job) => ({
      program,
      args: [...args(job), ...report(job)],
      cwd: job.root,
      reportOn: 'file',
      ...rest,
    })
  return {
    name: 'gitleaks',
    read,
    staged: run(() => ['git', '--pre-commit', '--staged', '.']),
    stagedOwnRules: run(() => ['git', '--pre-commit', '--staged', '.']),
    tree: run(() => ['dir', '.']),
    history: run(() => ['git', '.']),
    file: run(({ file }) => ['dir', file]),
    stdin: (job) => ({ ...run(() => ['stdin'])(job), stdin: job.path }),
  }
}
