import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Document, Hit } from '../../model/rule.ts'
import { type Remnant, remnantOf } from './remnant.ts'

const words: Readonly<Record<Remnant, string>> = { zeros: 'nothing but zeros', random: 'whole blocks of random bytes' }

/** At most one hit. */
export function* wipedHits({ bytes, path }: Document): Generator<Hit> {
  const remnant = remnantOf(bytes)
  if (remnant === undefined) return
  yield {
    note: `wiped remnant, no plaintext: ${words[remnant]} (${bytes.length} bytes), as GNU shred leaves without -u`,
    remedy: `rm -- ${shellQuoted(path)}`,
    details: { remnant },
  }
}
