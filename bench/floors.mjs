const shell = (name, script) => ({
  name,
  floor: true,
  for: (job) => ({ program: 'sh', args: ['-c', script], cwd: job.root, env: { BENCH_FILE: job.path ?? '' } }),
})

/** The start of Node without any work. */
export const nodeStart = {
  name: 'node -e 0',
  floor: true,
  for: (job) => ({ program: process.execPath, args: ['-e', '0'], cwd: job.root }),
}

/** git reading its whole object store. */
export const catObjects = shell(
  'git cat-file --batch-all-objects --batch',
  'git cat-file --batch-all-objects --batch > /dev/null',
)

/** Reading every file below a folder. */
export const catFiles = shell('cat of all files', 'find . -type f -print0 | xargs -0 cat > /dev/null')

/** Reading one file. */
export const catFile = shell('cat of the file', 'cat "$BENCH_FILE" > /dev/null')

/** Copying as many bytes within memory, 64 MiB at a time. */
export const memoryCopy = (bytes) => ({
  name: 'memory copy',
  floor: true,
  inside: () => {
    const from = Buffer.alloc(Math.min(bytes, 64 * 1024 * 1024), 1)
    const to = Buffer.alloc(from.length)
    const start = process.hrtime.bigint()
    for (let left = bytes; left > 0; left -= from.length) from.copy(to, 0, 0, Math.min(left, from.length))
    return Number(process.hrtime.bigint() - start) / 1e6
  },
})
