import { splitNul } from './raw-changes.ts'
import { endOfGit, type GitPlace, startGit } from './run.ts'

/** Parses `git check-ignore -z --stdin`: the paths that are ignored, as they were asked. */
export const parseIgnored = (output: Buffer): string[] => splitNul(output).map((path) => path.toString('utf8'))

/** Whether git ignores a path, which it never does with a tracked one; `place.cwd` is the top of the working tree. */
export const isIgnored = async (place: GitPlace, path: string): Promise<boolean> => {
  const args = ['check-ignore', '-z', '--stdin']
  const child = startGit(place, args)
  const output: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => output.push(piece))
  child.stdin.on('error', () => {}) // EPIPE: the process ended early, and `endOfGit` says why
  child.stdin.end(`${path}\0`)
  await endOfGit(child, args, [0, 1]) // 1: it is not ignored
  return parseIgnored(Buffer.concat(output)).includes(path)
}
