import { gitSettingsPath, type Source } from '../model/unit.ts'
import { newTally } from './files.ts'

/** One unit without content, which stands for what git is configured to do. */
export const gitSettingsSource = (): Source => ({
  name: 'settings',
  offers: new Set(['content', 'path', 'repository']),
  ...newTally(),
  async *units() {
    yield {
      path: gitSettingsPath,
      origin: { from: 'worktree' },
      size: 0,
      bytes: () => new Uint8Array(),
      async *chunks() {},
    }
  },
})
