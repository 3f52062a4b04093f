/** A value that a pattern matched, with what stands around it, for validators and decoders. */
export interface Candidate {
  /** The group `secret`, as text. */
  readonly value: string
  /** The whole match, one character per byte. */
  readonly match: string
  /** Every named group, one character per byte. */
  readonly groups: Readonly<Record<string, string | undefined>>
  /** The path of the document. */
  readonly path: string
}
