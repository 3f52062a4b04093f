import { parseRawHeader, type RawChange, splitNul } from './raw-changes.ts'
import { type GitPlace, git } from './run.ts'

export interface Commit {
  readonly oid: string
  readonly author: string
  /** Committer date, RFC 3339. */
  readonly date: string
}

export interface CommitChange {
  readonly commit: Commit
  readonly change: RawChange
}

/** Stands before the three fields of a commit. */
export const marker = 'commit'

// NUL-separated throughout: the marker, three fields, then the raw records of the commit.
const format = `--format=%x00${marker}%x00%H%x00%an%x00%cI`

/** Arguments that list every change of commits; a merge is shown where it differs from all of its parents. */
export const commitChangesArguments = (revisions: readonly string[]): string[] => [
  'log',
  '--raw',
  '-z',
  '-c',
  '--root',
  '--no-renames',
  '--no-abbrev',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--ignore-submodules=none',
  '--no-color',
  '--no-show-signature',
  '--no-notes',
  '--no-mailmap',
  '--encoding=UTF-8', // despite i18n.logOutputEncoding
  format,
  ...revisions,
]

/** Parses the records of {@link commitChangesArguments}. */
export function* parseCommitChanges(records: readonly Buffer[]): Generator<CommitChange | Commit> {
  let commit: Commit = { oid: '', author: '', date: '' }
  for (let index = 0; index < records.length; index++) {
    // With -z, git writes a line feed nowhere but between the format and the first raw record of a commit.
    const record = records[index]?.toString('utf8').replace(/^\n/, '') ?? ''
    if (record === marker) {
      const [oid = '', author = '', date = ''] = records
        .slice(index + 1, index + 4)
        .map((field) => field.toString('utf8'))
      commit = { oid, author, date }
      index += 3
      yield commit
    } else if (record.startsWith(':')) {
      index += 1
      yield { commit, change: parseRawHeader(record, records[index] ?? Buffer.alloc(0)) }
    }
  }
}

/**
 * Every change that each commit makes, newest commit first. `selection` holds options such as `--all`; `revisions`,
 * which may be many, are commits and `^commits`.
 */
export const commitChanges = async (
  place: GitPlace,
  selection: readonly string[],
  revisions: readonly string[] = [],
): Promise<{ commits: Commit[]; changes: CommitChange[] }> => {
  const args = commitChangesArguments([...selection, '--stdin'])
  const output = await git(place, args, revisions.map((revision) => `${revision}\n`).join(''))
  const commits: Commit[] = []
  const changes: CommitChange[] = []
  for (const item of parseCommitChanges(splitNul(Buffer.concat([output, Buffer.from([0])])))) {
    if ('change' in item) changes.push(item)
    else commits.push(item)
  }
  return { commits, changes }
}

/** Whether the revisions lead to any object that the `^commits` among them do not lead to. */
export const newObjects = async (place: GitPlace, revisions: readonly string[]): Promise<boolean> => {
  const input = revisions.map((revision) => `${revision}\n`).join('')
  return (await git(place, ['rev-list', '--objects', '--no-object-names', '--stdin'], input)).length > 0
}
