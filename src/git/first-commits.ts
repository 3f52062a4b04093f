import { type Commit, type CommitChange, commitChangesArguments, marker } from './commits.ts'
import { parseRawHeader } from './raw-changes.ts'
import { endOfGit, type GitPlace, startGit } from './run.ts'

const nul = 0
const lineFeed = 0x0a
const colon = 0x3a

/** Where the new id begins in a raw header of n parents: behind n colons, n + 1 modes and n ids. */
const newIdAt = (record: Uint8Array, digits: number): number => {
  let parents = 0
  while (record[parents] === colon) parents++
  return parents + 7 * (parents + 1) + (digits + 1) * parents
}

/**
 * Push parser of the output of {@link commitChangesArguments}, newest commit first, that keeps of each wanted blob the
 * oldest change that brought it, and makes nothing of any other change.
 */
export const firstCommitsParser = (wanted: ReadonlySet<string>) => {
  const first = new Map<string, CommitChange>()
  const digits = wanted.values().next().value?.length ?? 0
  let commit: Commit = { oid: '', author: '', date: '' }
  let rest: Buffer = Buffer.alloc(0)
  let fields: string[] | undefined
  let header: string | undefined
  let pathFollows = false

  const takeField = (record: Buffer, known: string[]): void => {
    known.push(record.toString('utf8'))
    if (known.length < 3) return
    const [oid = '', author = '', date = ''] = known
    commit = { oid, author, date }
    fields = undefined
  }
  const takePath = (record: Buffer): void => {
    pathFollows = false
    if (header === undefined) return
    const change = parseRawHeader(header, Buffer.from(record))
    first.delete(change.newOid) // so that the map lists the oldest last
    first.set(change.newOid, { commit, change })
  }
  const takeHeader = (record: Buffer): void => {
    pathFollows = true
    const at = newIdAt(record, digits)
    header = wanted.has(record.toString('latin1', at, at + digits)) ? record.toString('latin1') : undefined
  }
  const takeFirst = (record: Buffer): void => {
    // The first raw record of a commit stands on a line of its own.
    const begin = record[0] === lineFeed ? 1 : 0
    if (record[begin] === colon) takeHeader(record.subarray(begin))
    else if (record.toString('latin1', begin) === marker) fields = []
  }
  const take = (record: Buffer): void => {
    if (fields !== undefined) takeField(record, fields)
    else if (pathFollows) takePath(record)
    else takeFirst(record)
  }

  return {
    push: (piece: Buffer): void => {
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
      let start = 0
      for (let end = bytes.indexOf(nul); end !== -1; end = bytes.indexOf(nul, start)) {
        take(bytes.subarray(start, end))
        start = end + 1
      }
      rest = bytes.subarray(start)
    },
    first: (): ReadonlyMap<string, CommitChange> => {
      if (rest.length > 0) take(rest) // the last path may go without its NUL
      return first
    },
  }
}

/** The first commit, in any ref or reflog, that brought each of the wanted blobs; the oldest last. */
export const firstCommits = async (
  place: GitPlace,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, CommitChange>> => {
  if (wanted.size === 0) return new Map()
  // By date alone, a commit in a reflog comes before later ones that a wrong clock made older.
  const args = commitChangesArguments(['--all', '--reflog', '--date-order'])
  const child = startGit(place, args)
  const parser = firstCommitsParser(wanted)
  child.stdin.on('error', () => {}) // EPIPE: the process ended early, and `endOfGit` says why
  child.stdin.end()
  child.stdout.on('data', parser.push)
  await endOfGit(child, args)
  return parser.first()
}
