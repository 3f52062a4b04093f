import type { Finding } from '../../model/finding.ts'
import { leftoverWiped } from './wiped.ts'

/** The file that something is packed in, and how. */
export interface PackedIn {
  readonly file: string
  /** `gzip, tar: secrets/aws.yaml`. */
  readonly within: string
  /** There may be more in the file than this. */
  readonly isMember: boolean
}

/** The same findings, those in what is packed as findings in the file that holds it: no line of that is at fault. */
export const inTheirFiles = (findings: readonly Finding[], packed: ReadonlyMap<string, PackedIn>): Finding[] =>
  findings.flatMap((finding) => {
    const place = packed.get(finding.path)
    if (place === undefined) return [finding]
    // Zeros in an archive are no sign that anybody wiped the archive.
    return finding.rule === leftoverWiped.meta.id ? [] : [inFile(finding, place)]
  })

const inFile = ({ region: _, ...finding }: Finding, { file, within, isMember }: PackedIn): Finding => ({
  ...finding,
  path: file,
  details: { ...finding.details, within, ...(isMember && { place: 'archive' }) },
})
