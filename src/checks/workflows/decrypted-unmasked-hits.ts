import type { Hit } from '../../model/rule.ts'
import { shownKey } from '../shown-key.ts'
import { jobReadings } from './arrivals.ts'
import { type CiFile, hitOf } from './ci-file.ts'
import type { Arrival } from './shell-reading.ts'

export function* decryptedUnmaskedHits(file: CiFile): Generator<Hit> {
  for (const reading of jobReadings(file)) {
    const arrivals = reading.steps.flatMap((step) => step.arrivals).filter(({ kind }) => kind === 'decrypted')
    const unmasked = arrivals.filter(({ name }) => !reading.remains.masks.covers(name))
    for (const arrival of unmasked) if (arrival.outlet === 'log') yield hitOf(file, { range: arrival.range })
    if (file.host === 'github') yield* capturedHits(file, unmasked)
  }
}

/** Values that a variable holds; where another place of the same value is told, that is enough. */
function* capturedHits(file: CiFile, arrivals: readonly Arrival[]): Generator<Hit> {
  const told = new Set(
    arrivals.filter(({ outlet }) => outlet !== 'variable' && outlet !== 'file').map(({ name }) => name),
  )
  for (const { outlet, name, range } of arrivals) {
    if (outlet !== 'variable' || name === undefined || told.has(name)) continue
    yield hitOf(file, {
      range,
      severity: 'low',
      note: `A decrypted value is kept in $${shownKey(name)} without ::add-mask::, so anything that prints it shows it`,
      remedy: `Mask it on the next line, before it is used: echo "::add-mask::$${shownKey(name)}".`,
    })
  }
}
