import type { History } from '../model/rule.ts'
import type { HistoryOptions } from './first-appearance.ts'
import type { GitPlace } from './run.ts'

/** The {@link History} of the repository at `place`; most commits never ask for it, and what reads it is loaded then. */
export const historyLater = (place: GitPlace, options: HistoryOptions): History => {
  let begun: Promise<History> | undefined
  let history: History | undefined
  const asked = async (): Promise<History> => {
    const { gitHistory } = await import('./first-appearance.ts')
    history = gitHistory(place, options)
    return history
  }
  const loaded = (): Promise<History> => {
    begun ??= asked()
    return begun
  }
  return {
    firstAppearance: async (...query) => (await loaded()).firstAppearance(...query),
    versions: async (...query) => (await (await loaded()).versions?.(...query)) ?? [],
    missed: () => history?.missed?.(),
  }
}
