import type { Dirent } from 'node:fs'
import type { FileName } from './files.ts'
import { type Reading, readableEntriesOf } from './listing.ts'

const slash = Buffer.from('/')

/** `folder/name` in bytes; `name` alone in the empty folder. */
export const below = (folder: FileName, name: Buffer): Buffer =>
  folder.length === 0 ? name : Buffer.concat([Buffer.from(folder), slash, name])

const joined = (folder: FileName, name: FileName): FileName =>
  typeof folder === 'string' && typeof name === 'string' ? `${folder}/${name}` : below(folder, Buffer.from(name))

/** As text where that says the same. */
const readable = (name: FileName): FileName => {
  const text = name.toString()
  return typeof name === 'string' || Buffer.from(text).equals(name) ? text : name
}

/** Something that is not a folder. */
export interface Below {
  readonly name: FileName
  /** Its path inside the folder that was named, for people. */
  readonly inside: string
  readonly entry: Dirent | Dirent<Buffer>
}

/**
 * Everything that is not a folder below `folder`. Links are not followed. `shown` answers what a folder inside (empty:
 * the folder itself) is called where it cannot be read.
 */
export function* filesBelow(folder: FileName, shown: (inside: string) => string, reading: Reading): Generator<Below> {
  const waiting: { name: FileName; inside: string }[] = [{ name: readable(folder), inside: '' }]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of readableEntriesOf(at.name, shown(at.inside), reading)) {
      const name = joined(at.name, entry.name)
      const inside = at.inside === '' ? entry.name.toString() : `${at.inside}/${entry.name}`
      if (entry.isDirectory()) waiting.push({ name, inside })
      else yield { name, inside, entry }
    }
  }
}
