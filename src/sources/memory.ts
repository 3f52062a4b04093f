import type { Source } from '../model/unit.ts'
import { newTally } from './files.ts'

/** Content that lies nowhere yet, under the path that it is meant for. */
export const memorySource = (path: string, content: Uint8Array): Source => ({
  name: 'memory',
  offers: new Set(['content', 'path', 'repository']),
  ...newTally(),
  async *units() {
    yield {
      path,
      origin: { from: 'worktree' },
      size: content.length,
      bytes: () => content,
      async *chunks() {
        yield content
      },
    }
  },
})
