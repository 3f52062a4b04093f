import { isNullOid } from '../git/raw-changes.ts'
import { UserError } from '../model/errors.ts'

/** One line that git gives a pre-push hook: `<local ref> SP <local oid> SP <remote ref> SP <remote oid> LF`. */
export interface RefLine {
  /** As it was written on the command line, so it may hold spaces: `HEAD^{/fix me}`. */
  readonly localRef: string
  /** All zeros where the ref is deleted. */
  readonly localOid: string
  readonly remoteRef: string
  /** All zeros where the remote has no such ref. */
  readonly remoteOid: string
}

export const parseRefLines = (text: string): RefLine[] =>
  text.split('\n').flatMap((line) => {
    if (line.trim() === '') return []
    const match = /^(.+) ([0-9a-f]{40,64}) (\S+) ([0-9a-f]{40,64})$/.exec(line)
    if (match === null) {
      throw new UserError('push: standard input is no list of refs as git gives it to a pre-push hook (githooks(5))')
    }
    const [, localRef = '', localOid = '', remoteRef = '', remoteOid = ''] = match
    return [{ localRef, localOid, remoteRef, remoteOid }]
  })

export const isDeletion = ({ localOid }: RefLine): boolean => isNullOid(localOid)
