import { porcelain } from './revisions.ts'
import type { GitPlace } from './run.ts'

/** Where fetching from a remote keeps its refs, as in `+refs/heads/*:refs/remotes/origin/*`. */
export interface Refspec {
  readonly remote: string
  readonly source: string
  readonly destination: string
}

/** A tracking branch: what a ref of the remote was when it was last heard of. */
export interface TrackingTip {
  readonly remoteRef: string
  readonly oid: string
}

/** Parses `git config --get-regexp -z`: `remote.<name>.fetch LF <refspec> NUL` … Negative ones keep nothing. */
export const parseRefspecs = (output: string): Refspec[] =>
  output.split('\0').flatMap((record) => {
    const match = /^remote\.(.*)\.fetch\n\+?([^:^]+):(.+)$/s.exec(record)
    return match === null ? [] : [{ remote: match[1] ?? '', source: match[2] ?? '', destination: match[3] ?? '' }]
  })

/** The ref of the remote that is kept under `ref`; undefined where the refspec does not speak of it. */
export const remoteRefOf = (ref: string, { source, destination }: Refspec): string | undefined => {
  const [before = '', after] = destination.split('*', 2)
  if (after === undefined) return ref === destination ? source : undefined
  if (ref.length < before.length + after.length || !ref.startsWith(before) || !ref.endsWith(after)) return undefined
  return source.replace('*', () => ref.slice(before.length, ref.length - after.length))
}

const tipOf = (line: string, remote: string, refspecs: readonly Refspec[]): TrackingTip | undefined => {
  const [oid = '', ref = '', symref = ''] = line.split(' ')
  if (oid === '' || symref !== '') return undefined
  const keepers = refspecs.filter((refspec) => remoteRefOf(ref, refspec) !== undefined)
  const [keeper] = keepers
  // Below refs/remotes/origin/ may also lie what a remote named origin/fork has.
  if (keeper === undefined || keepers.some((other) => other.remote !== remote)) return undefined
  return { remoteRef: remoteRefOf(ref, keeper) ?? '', oid }
}

/** The tracking branches of `remote` and of no other remote. */
export const trackingTips = async (place: GitPlace, remote: string): Promise<TrackingTip[]> => {
  const settings = await porcelain(place, ['config', '-z', '--get-regexp', '^remote\\..*\\.fetch$'])
  const refspecs = parseRefspecs(settings)
  const refs = await porcelain(place, ['for-each-ref', '--format=%(objectname) %(refname) %(symref)', 'refs/remotes/'])
  return refs.split('\n').flatMap((line) => tipOf(line, remote, refspecs) ?? [])
}
