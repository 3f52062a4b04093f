import { relocated } from '../engine/fingerprint.ts'
import type { CommitChange } from '../git/commits.ts'
import { firstCommits } from '../git/first-commits.ts'
import type { GitPlace } from '../git/run.ts'
import type { Finding } from '../model/finding.ts'

const isInBlob = ({ path }: Finding): boolean => path.startsWith('(blob ')

const placed = (finding: Finding, from: CommitChange | undefined): Finding => {
  if (!isInBlob(finding)) return finding
  if (from !== undefined) {
    const { oid, author, date } = from.commit
    return relocated(finding, from.change.path.toString('utf8'), { from: 'commit', commit: oid, author, date })
  }
  return relocated(finding, `(dangling ${finding.path.slice(1)}`, {})
}

/** Gives findings in blobs the path, commit, author and date that brought them; asks git only when there are any. */
export const attributed = async (place: GitPlace, findings: readonly Finding[]): Promise<Finding[]> => {
  const wanted = new Set(findings.filter(isInBlob).flatMap(({ origin }) => origin.oid ?? []))
  const first = await firstCommits(place, wanted)
  return findings.map((finding) => placed(finding, first.get(finding.origin.oid ?? '')))
}
