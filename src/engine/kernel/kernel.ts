/** Finds keywords behind which a match can follow. */
export interface Kernel {
  /**
   * Pairs of (offset of a keyword's first byte, number of its trigger), ascending by where the keyword ends. To be
   * used before the next call.
   */
  scan(content: Uint8Array): Uint32Array
  /** How many line feeds there are. */
  countLines(content: Uint8Array): number
  /** Memory that content can be read into, so that it is not copied to be looked at. */
  readonly arena: Buffer
  /** Lends the arena, and answers what its use does; false, at once, while somebody else has it. */
  borrow(use: (arena: Buffer) => Promise<boolean>): Promise<boolean>
}

/** A kernel whose arena is one buffer. */
export const lending = (reads: Pick<Kernel, 'scan' | 'countLines'>, arena: Buffer): Kernel => {
  let lent = false
  return {
    ...reads,
    arena,
    borrow: async (use) => {
      if (lent) return false
      lent = true
      try {
        return await use(arena)
      } finally {
        lent = false
      }
    },
  }
}
