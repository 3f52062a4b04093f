/** A file in an archive, as it stands there. */
export interface Member {
  readonly name: string
  readonly content: Buffer
  /** `unreadable`: encrypted, or packed by a method that Node does not know. */
  readonly packing: 'none' | 'raw' | 'unreadable'
}

/** What the reading of an archive ended with. */
export interface End {
  /** False where it ended at something that belongs to no archive. */
  readonly whole: boolean
  /** What stands behind. */
  readonly rest: Buffer
}

export type Archive = Generator<Member, End>
