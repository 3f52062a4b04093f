import type { Hit } from '../../model/rule.ts'
import { type CiFile, hitOf } from './ci-file.ts'
import { expressionPlaces } from './expression-places.ts'

export function* derivedSecretHits(file: CiFile): Generator<Hit> {
  for (const { expression, place } of expressionPlaces(file)) {
    const part = expression.secrets.find((use) => use.part && !use.tested)
    if (part === undefined || place === 'if') continue
    yield hitOf(file, {
      range: expression.source,
      note: `A field of secrets.${part.name} is used, which GitHub does not mask`,
    })
  }
}
