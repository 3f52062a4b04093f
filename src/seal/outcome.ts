/** What was done to the bytes that the file held before. */
export interface Erased {
  readonly passes: number
  /** For people, such as `ext4, data=ordered`. */
  readonly filesystem: string
  /** Whether writing over a file reaches the blocks that hold its old content there. */
  readonly effective: boolean
  readonly note?: string
}

/** It is not done, because it would not be right; nothing was changed. The message continues "FILE …". */
export class Refused extends Error {
  override name = 'Refused'
}

/** It was tried and did not work; the file is what it was. The message continues "FILE …". */
export class Failed extends Error {
  override name = 'Failed'
}
