import type { Hit } from '../../model/rule.ts'
import { isCredentialKey } from '../leftovers/credential-key.ts'
import { jobReadings } from './arrivals.ts'
import { type CiFile, hitOf } from './ci-file.ts'
import type { Masks } from './masks.ts'
import type { Arrival } from './shell-reading.ts'

/** Variables whose names say that they are credentials are the shell rules' own. */
export function* secretPrintedHits(file: CiFile): Generator<Hit> {
  for (const { steps, remains } of jobReadings(file))
    for (const { arrivals } of steps)
      for (const arrival of arrivals) if (isPrinted(arrival, remains.masks)) yield hitFor(file, arrival)
}

const isPrinted = ({ outlet, kind, name }: Arrival, masks: Masks): boolean => {
  if (outlet !== 'log') return false
  if (kind === 'secret') return name === undefined || !isCredentialKey(name)
  return kind === 'derived' && !masks.covers(name)
}

const hitFor = (file: CiFile, { range, kind }: Arrival): Hit =>
  kind === 'secret'
    ? hitOf(file, { range })
    : hitOf(file, {
        range,
        severity: 'high',
        note: 'A step prints what it worked out from a secret, which GitHub does not recognise and so does not mask',
      })
