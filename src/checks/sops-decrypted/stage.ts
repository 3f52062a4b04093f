import type { Place } from './run-digests.ts'

type Stage = 'development' | 'production'

const stages: ReadonlyMap<string, Stage> = new Map([
  ...[
    'dev',
    'devel',
    'develop',
    'development',
    'test',
    'testing',
    'tests',
    'stage',
    'staging',
    'qa',
    'uat',
    'sandbox',
  ].map((word) => [word, 'development'] as const),
  ...['local', 'preview', 'preprod', 'nonprod', 'ci'].map((word) => [word, 'development'] as const),
  ...['prod', 'production', 'prd', 'live'].map((word) => [word, 'production'] as const),
])

/** What a place is for: the closest name that says so, from the key up to the folder. */
export const stageOf = ({ path, keyPath }: Place): Stage | undefined => {
  const names = [...path.split('/'), ...keyPath].toReversed()
  for (const name of names)
    for (const word of wordsOf(name)) {
      const stage = stages.get(word)
      if (stage !== undefined) return stage
    }
  return undefined
}

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
