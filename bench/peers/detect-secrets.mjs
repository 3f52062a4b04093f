import { join } from 'node:path'

const read = (text) =>
  Object.entries(JSON.parse(text === '' ? '{"results":{}}' : text).results).flatMap(([path, findings]) =>
    findings.map(({ line_number: line }) => ({ path, line })),
  )

/** How detect-secrets is run and read: its hook for staged files. It reads no history and no standard input. */
export const detectSecrets = ({ program, home }) => {
  // Verification is the only part that uses the network.
  const scan = (target) => (job) => ({
    program,
    args: ['scan', '--no-verify', '--all-files', target(job)],
    cwd: job.root,
  })
  return {
    name: 'detect-secrets',
    read,
    staged: ({ root, staged }) => ({
      program: join(home, 'bin/detect-secrets-hook'),
      args: ['--no-verify', '--json', ...staged],
      cwd: root,
    }),
    tree: scan(() => '.'),
    file: scan(({ file }) => file),
  }
}
