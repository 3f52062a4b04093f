import { createReadStream, lstatSync } from 'node:fs'
import { readRegular } from './files.ts'

/** What stands on disk under the name of a tracked file. */
export type TrackedFile =
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  /** Too large to be held; `holds` reads it piece by piece. */
  | { readonly kind: 'large'; holds(marker: string): Promise<boolean> }
  | { readonly kind: 'symlink' | 'special' | 'absent' }

const holds = async (name: string | Buffer, marker: string): Promise<boolean> => {
  let tail = Buffer.alloc(0)
  for await (const piece of createReadStream(name, { highWaterMark: 1 << 20 })) {
    const here = Buffer.concat([tail, piece as Buffer])
    if (here.includes(marker)) return true
    tail = here.subarray(Math.max(0, here.length - marker.length))
  }
  return false
}

/** Looks at a name without following links or waiting on a pipe; holds at most `most` bytes. */
export const lookAt = (name: string | Buffer, most: number): TrackedFile => {
  const stats = lstatSync(name, { throwIfNoEntry: false })
  if (stats === undefined) return { kind: 'absent' }
  if (stats.isSymbolicLink()) return { kind: 'symlink' }
  if (!stats.isFile()) return { kind: 'special' }
  if (stats.size > most) return { kind: 'large', holds: (marker) => holds(name, marker) }
  return { kind: 'content', bytes: readRegular(name, most) }
}
