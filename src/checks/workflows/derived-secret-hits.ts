import type { Hit } from '../../model/rule.ts'
import { shownKey } from '../shown-key.ts'
import { jobReadings } from './arrivals.ts'
import { type CiFile, hitOf } from './ci-file.ts'
import { expressionPlaces } from './expression-places.ts'

/** Those that a step prints or exports are told of by the rules for that. */
export function* derivedSecretHits(file: CiFile): Generator<Hit> {
  const told = toldPlaces(file)
  for (const { expression, place } of expressionPlaces(file)) {
    const part = expression.secrets.find((use) => use.part && !use.tested)
    if (part === undefined || place === 'if' || told.has(expression.source.start)) continue
    const note = `A field of secrets.${shownKey(part.name ?? '')} is used, which GitHub does not mask`
    yield hitOf(file, { range: expression.source, note })
  }
}

const toldPlaces = (file: CiFile): ReadonlySet<number> => {
  const arrivals = jobReadings(file).flatMap(({ steps }) => steps.flatMap((step) => step.arrivals))
  const told = arrivals.filter(({ outlet }) => outlet !== 'variable' && outlet !== 'file')
  return new Set(told.map(({ range }) => range.start))
}
