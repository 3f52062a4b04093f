import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const filesIn = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesIn(join(path, name)))
    : [path]

// What the build itself writes follows from the rest.
const isWritten = (path: string): boolean => /\.generated\.|\.md$/.test(path)

/** One digest of the names and contents of all source files in the folders. */
export const sourceDigest = (paths: readonly string[]): string => {
  const digest = createHash('sha256')
  for (const file of paths.flatMap(filesIn).filter((path) => !isWritten(path))) {
    const content = readFileSync(file)
    digest.update(`${file.replaceAll('\\', '/')}\n${content.length}\n`).update(content)
  }
  return digest.digest('hex')
}
