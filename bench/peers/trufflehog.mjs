const offline = ['--no-verification', '--no-update', '--json']

/** One JSON document a line; the place of a finding stands below the name of its source. */
const read = (text) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{"SourceMetadata"'))
    .map((line) => {
      const { SourceMetadata, Raw } = JSON.parse(line)
      const [{ file, line: number }] = Object.values(SourceMetadata.Data)
      return { path: file, line: number, value: Raw }
    })

/** How trufflehog is run and read. It has no mode for standard input. */
export const trufflehog = ({ program }) => {
  const run =
    (...args) =>
    (job) => ({ program, args: [...args, ...offline], cwd: job.root })
  const staged = run('git', 'file://.', '--since-commit', 'HEAD')
  return {
    name: 'trufflehog',
    read,
    staged,
    stagedOwnRules: staged,
    tree: run('filesystem', '.'),
    history: run('git', 'file://.'),
    file: (job) => run('filesystem', job.file)(job),
  }
}
