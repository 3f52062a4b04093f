/** One step of a rotation. */
export interface Step {
  readonly step: string
  readonly status: 'planned' | 'done' | 'failed' | 'not-begun'
  /** For people, without a full stop. */
  readonly what: string
}
