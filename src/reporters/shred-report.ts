/** What `leaktight shred` did to one target. */
export interface ShredTarget {
  readonly path: string
  readonly status: 'shredded' | 'removed-not-sanitized' | 'refused' | 'failed'
  readonly passes: number
  /** Bytes of one pass. */
  readonly bytes: number
  /** Bytes of as many passes before those, over contents that may stand in the inode. */
  readonly exactBytes?: number
  readonly filesystem: string
  readonly reason?: string
}

export interface ShredReport {
  readonly dryRun: boolean
  readonly targets: readonly ShredTarget[]
  /** Folders that were removed, or would be. */
  readonly folders: readonly string[]
}

/** What stays true of every shredded file. */
export const notCovered =
  'Copies in git objects, editor backups, swap, snapshots or SSD spare area are not covered. If this key may have leaked, rotate it.'
