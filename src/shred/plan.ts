import type { BigIntStats } from 'node:fs'
import type { Filesystem } from './filesystem.ts'
import type { PassKind, ShredOptions } from './options.ts'
import { planPasses, roundedUp } from './overwrite.ts'

/** What is written over one file. */
export interface Plan {
  readonly passes: readonly PassKind[]
  /** Bytes of each pass. */
  readonly bytes: number
  /** Bytes of as many passes before those, over contents that may stand in the inode; 0 where there are none. */
  readonly exactBytes: number
}

type Asked = Pick<ShredOptions, 'passes' | 'zero' | 'exact' | 'size'>

/** Bytes to overwrite, as was asked: to the end of the last block, to the last byte, or so many. */
const bytesOf = ({ size, blksize }: BigIntStats, { size: asked, exact }: Asked): number =>
  asked ?? (exact === true ? Number(size) : roundedUp(size, blksize))

/**
 * Longer contents than those of the inode are written to a block, so what the inode holds is overwritten first, as
 * GNU shred does it; not where it is known that the contents have blocks of their own.
 */
const exactBytesOf = ({ size, blksize }: BigIntStats, bytes: number, { overwrites }: Filesystem): number =>
  !overwrites && size < blksize && size < BigInt(bytes) ? Number(size) : 0

/** How a file is to be overwritten. */
export const planOf = (facts: BigIntStats, asked: Asked, filesystem: Filesystem): Plan => {
  const bytes = bytesOf(facts, asked)
  const passes = bytes === 0 ? [] : planPasses(asked.passes, asked.zero)
  return { passes, bytes, exactBytes: exactBytesOf(facts, bytes, filesystem) }
}
