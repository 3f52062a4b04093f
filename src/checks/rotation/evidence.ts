import { parseRfc3339 } from '../sops-metadata/rfc3339.ts'

/**
 * Where a credential's age was learned, most trusted first.
 *
 * | source | says | trust |
 * |---|---|---|
 * | `iam`, `credential-report` | exact | AWS's own record; the report is up to four hours old |
 * | `expiry` | exact | written into the credential by who issued it: certificate, Bedrock key, JWT |
 * | `metadata` | exact where history confirms it, else at least | a claim of whoever edits the file |
 * | `git-iv` | at least | the value is in the repository since; it may be older than its first commit |
 * | `lastmodified` | at least | SOPS renews it for any change, `sops rotate` of the data key included |
 * | `key-id` | at least | ids without an account number were issued before 2020 |
 * | `key-file` | at least | a comment that `age-keygen` writes and anybody can edit |
 * | `created-at` | at least | when a data key was first wrapped for a recipient, whose key is no younger |
 */
export const evidenceSources = [
  'iam',
  'credential-report',
  'expiry',
  'metadata',
  'git-iv',
  'lastmodified',
  'key-id',
  'key-file',
  'created-at',
] as const
export type EvidenceSource = (typeof evidenceSources)[number]

/** What the age in hand says about the true age. */
export type Bound = 'exact' | 'at-least' | 'at-most' | 'none'

/** One dated statement about a credential. */
export interface Evidence {
  readonly source: EvidenceSource
  readonly bound: Exclude<Bound, 'none'>
  /** The instant the statement dates the credential to. */
  readonly since: Date
  /** What it cannot know, or why it counts for nothing where `contradicted`. */
  readonly note?: string
  /** Other evidence proves that it is not so. */
  readonly contradicted?: true
}

/** The source in words, for sentences. */
export const evidenceNames: Readonly<Record<EvidenceSource, string>> = {
  iam: 'IAM',
  'credential-report': 'IAM credential report',
  expiry: 'the credential itself',
  metadata: 'metadata in the file',
  'git-iv': 'git history',
  lastmodified: 'SOPS lastmodified',
  'key-id': 'key id generation',
  'key-file': 'comment in the key file',
  'created-at': 'SOPS created_at',
}

/** The value stood in the repository at that time, so it is no younger; it may be older than its first commit. */
export const fromHistory = (date: Date): Evidence => ({ source: 'git-iv', bound: 'at-least', since: date })

/** The same, of a commit that wrote every value anew: `sops encrypt` gives values that did not change new ones, too. */
export const fromHistoryAnew = (date: Date): Evidence => ({
  ...fromHistory(date),
  note: 'that commit encrypted the whole file anew, which hides what was before',
})

/**
 * SOPS sets `lastmodified` whenever any value of the file is encrypted anew, so every value is at least that old. A time
 * without zone, which would be read in local time, is no evidence.
 */
export const fromLastModified = (text: string | undefined): Evidence | undefined => {
  const since = parseRfc3339((text ?? '').toUpperCase().replace(' ', 'T'))
  return since === undefined ? undefined : { source: 'lastmodified', bound: 'at-least', since }
}

// Access key ids hold the account number since 2019; those without it are older.
const newGeneration = new Date('2020-01-01T00:00:00Z')

export const fromOldKeyId = (): Evidence => ({ source: 'key-id', bound: 'at-least', since: newGeneration })
