import { readColonLines } from './colon-lines.mjs'

/** How ripsecrets is run and read. Its pre-commit form is given the staged files; it reads no history and no standard input. */
export const ripsecrets = ({ program }) => {
  const run = (args) => (job) => ({ program, args: args(job), cwd: job.root })
  return {
    name: 'ripsecrets',
    read: readColonLines,
    staged: run(({ staged }) => ['--strict-ignore', ...staged]),
    tree: run(() => ['.']),
    file: run(({ file }) => [file]),
  }
}
