/** Why a wrapped data key cannot be right. The sentence quotes nothing of it. */
export interface Fault {
  readonly fault: string
  /** Of the text, counted from 0; absent where no single line is to blame. */
  readonly line?: number
}

export const isFault = (read: object): read is Fault => 'fault' in read

/** UTF-16 code units. The largest wrapped keys there are, of post-quantum recipients, have a few thousand. */
export const maxWrapped = 64 * 1024
