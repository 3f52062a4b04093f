import { devNull } from 'node:os'
import { endOfGit, type GitPlace, startGit } from './run.ts'

const options = [
  '--all',
  '--full-history', // a side branch may have held the value first
  '--date-order', // what a commit leads back to comes after it, even where a clock was wrong
  '--root', // despite log.showRoot=false
  '--no-follow', // despite log.follow
  '--no-relative', // despite diff.relative
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '-c', // a merge shows what differs from every parent
  '--raw',
  '-z',
  '--no-abbrev',
  '--format=%x01%H %ct',
]

/** Which part of the history a log shows. */
export interface LogRange {
  /** Leaves out commits before. */
  readonly since?: Date
  /** Only these paths and what is below them. Absent: all, which is cheaper than hundreds of paths. */
  readonly paths?: readonly string[]
}

/** A log that git is writing. */
export interface HistoryLog {
  /** Hands over each piece of output in turn; fails as git does. */
  read(take: (piece: Buffer) => void): Promise<void>
  /** Ends git where nobody wants to read. */
  stop(): void
}

// A hook may run under `git --literal-pathspecs`; grafts, as replaced objects, are not what was committed.
const plain = (place: GitPlace): GitPlace => ({
  ...place,
  env: { ...place.env, GIT_LITERAL_PATHSPECS: '0', GIT_GRAFT_FILE: devNull },
})

/** Held while nobody reads; then git waits. */
const mostHeld = 64 * 1024 * 1024

/** Starts `git log` over all refs, without reflogs and what no ref leads to. */
export const startLog = (place: GitPlace, { since, paths = [] }: LogRange = {}): HistoryLog => {
  const limits = since === undefined ? [] : [`--since=${since.toISOString()}`]
  const specs = paths.length === 0 ? [] : ['--', ...paths.map((path) => `:(top,literal)${path}`)]
  const args = ['log', ...options, ...limits, ...specs]
  const child = startGit(plain(place), args)
  const ended = endOfGit(child, args)
  ended.catch(() => {}) // awaited by who reads
  child.stdin.on('error', () => {}) // EPIPE: the process ended early, and `endOfGit` says why
  child.stdin.end()
  const held: Buffer[] = []
  let size = 0
  let take = (piece: Buffer): void => {
    held.push(piece)
    size += piece.length
    if (size > mostHeld) child.stdout.pause()
  }
  child.stdout.on('data', (piece: Buffer) => take(piece))
  return {
    read: async (reader) => {
      for (const piece of held.splice(0)) reader(piece)
      take = reader
      child.stdout.resume()
      await ended
    },
    stop: () => void child.kill(),
  }
}
