import type { FileName } from './files.ts'
import { entriesOf, type Reading } from './listing.ts'

const slash = Buffer.from('/')

/** `folder/name` in bytes; `name` alone in the empty folder. */
export const below = (folder: FileName, name: Buffer): Buffer =>
  folder.length === 0 ? name : Buffer.concat([Buffer.from(folder), slash, name])

/**
 * Names of everything that is not a folder below `folder`, relative to it. Links are not followed. `shown` answers what
 * a folder inside (empty: the folder itself) is called where it cannot be read.
 */
export function* filesBelow(folder: FileName, shown: (inside: string) => string, reading: Reading): Generator<Buffer> {
  const waiting: Buffer[] = [Buffer.alloc(0)]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const full = at.length === 0 ? folder : below(folder, at)
    for (const entry of entriesOf(full, shown(at.toString()), reading)) {
      const name = below(at, entry.name)
      if (entry.isDirectory()) waiting.push(name)
      else yield name
    }
  }
}
