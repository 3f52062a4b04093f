import type { Unit } from '../../model/unit.ts'

/** A unit whose content was read already. */
export const unitInMemory = (path: string, content: Uint8Array): Unit => ({
  path,
  origin: { from: 'machine' },
  size: content.length,
  bytes: () => content,
  async *chunks() {
    yield content
  },
})
