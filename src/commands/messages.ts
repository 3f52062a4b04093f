import type { Commit } from '../git/commits.ts'
import type { NamedObject } from '../sources/objects.ts'

/** Commits as objects whose messages are to be examined, oldest first; `commits` newest first. */
export const messagesOf = (commits: readonly Commit[]): NamedObject[] =>
  commits.toReversed().map(({ oid, author, date }) => ({ oid, origin: { from: 'commit', commit: oid, author, date } }))
