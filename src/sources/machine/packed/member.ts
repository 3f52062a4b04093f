/** A file in an archive, as it stands there. */
export interface Member {
  readonly name: string
  readonly content: Buffer
  /** `unreadable`: encrypted, or packed by a method that Node does not know. */
  readonly packing: 'none' | 'raw' | 'unreadable'
}

/** Returns whether the archive was read to its end. */
export type Archive = Generator<Member, boolean>
