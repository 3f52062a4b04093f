import { relocated } from '../engine/fingerprint.ts'
import { type CommitChange, commitChanges } from '../git/commits.ts'
import type { GitPlace } from '../git/run.ts'
import type { Finding } from '../model/finding.ts'

/** The first commit that brought each blob, in any ref or reflog; `changes` newest first. */
const firstOf = (changes: readonly CommitChange[], wanted: ReadonlySet<string>): Map<string, CommitChange> => {
  const first = new Map<string, CommitChange>()
  for (const item of changes) if (wanted.has(item.change.newOid)) first.set(item.change.newOid, item)
  return first
}

const placed = (finding: Finding, from: CommitChange | undefined): Finding => {
  if (from !== undefined) {
    const { oid, author, date } = from.commit
    return relocated(finding, from.change.path.toString('utf8'), { from: 'commit', commit: oid, author, date })
  }
  if (!finding.path.startsWith('(blob ')) return finding
  return relocated(finding, `(dangling ${finding.path.slice(1)}`, {})
}

/** Gives findings in objects the path, commit, author and date that brought them; asks git only when there are any. */
export const attributed = async (place: GitPlace, findings: readonly Finding[]): Promise<Finding[]> => {
  if (findings.length === 0) return []
  const wanted = new Set(findings.flatMap((finding) => finding.origin.oid ?? []))
  const { changes } = await commitChanges(place, ['--all', '--reflog'])
  const first = firstOf(changes, wanted)
  return findings.map((finding) => placed(finding, first.get(finding.origin.oid ?? '')))
}
