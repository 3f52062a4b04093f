import { isNullOid, parseRawChanges } from './raw-changes.ts'
import { type GitPlace, git } from './run.ts'

/** A tracked file that is, or may be, other on disk than in the index. */
export interface ChangedFile {
  readonly path: Buffer
  /** Of the version in the index. */
  readonly oid: string
}

/** Parses `git diff-files --raw -z`. The record of a conflict names no version; one of our own side follows it. */
export const parseChangedFiles = (output: Buffer): ChangedFile[] =>
  parseRawChanges(output).flatMap(({ path, oldModes: [mode = ''], oldOids: [oid = ''] }) =>
    /^100/.test(mode) && !isNullOid(oid) ? [{ path, oid }] : [],
  )

/** Tracked files whose state on disk differs from the index; `place.cwd` is the top of the working tree. */
export const changedOnDisk = async (place: GitPlace): Promise<ChangedFile[]> =>
  parseChangedFiles(
    await git(place, ['diff-files', '--raw', '-z', '--no-abbrev', '--no-renames', '--ignore-submodules=all', '--']),
  )
