/** Where a credential's age was learned, most trusted first. */
export const evidenceSources = ['iam', 'credential-report', 'metadata', 'git-iv', 'lastmodified', 'key-id'] as const
export type EvidenceSource = (typeof evidenceSources)[number]

/** What the age in hand says about the true age. */
export type Bound = 'exact' | 'at-least' | 'at-most' | 'none'

/** One dated statement about a credential. */
export interface Evidence {
  readonly source: EvidenceSource
  readonly bound: Exclude<Bound, 'none'>
  /** The instant the statement dates the credential to. */
  readonly since: Date
}

/** The source in words, for sentences. */
export const evidenceNames: Readonly<Record<EvidenceSource, string>> = {
  iam: 'IAM',
  'credential-report': 'IAM credential report',
  metadata: 'metadata in the file',
  'git-iv': 'git history',
  lastmodified: 'SOPS lastmodified',
  'key-id': 'key id generation',
}

/** The value stood in the repository at that time, so it is no younger; it may be older than its first commit. */
export const fromHistory = (date: Date): Evidence => ({ source: 'git-iv', bound: 'at-least', since: date })

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/

/**
 * SOPS sets `lastmodified` whenever any value of the file is encrypted anew, so every value is at least that old. A time
 * without zone, which would be read in local time, is no evidence.
 */
export const fromLastModified = (text: string | undefined): Evidence | undefined => {
  if (text === undefined || !rfc3339.test(text)) return undefined
  const since = new Date(text.replace(' ', 'T'))
  return Number.isNaN(since.getTime()) ? undefined : { source: 'lastmodified', bound: 'at-least', since }
}

// Access key ids hold the account number since 2019; those without it are older.
const newGeneration = new Date('2020-01-01T00:00:00Z')

export const fromOldKeyId = (): Evidence => ({ source: 'key-id', bound: 'at-least', since: newGeneration })
