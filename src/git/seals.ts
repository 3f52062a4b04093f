import type { LoggedChange } from './logged-changes.ts'

/** What SOPS stamps on a file whenever it writes a value: the `iv` of the `mac`, and the time. */
export interface Seal {
  readonly macIv: string
  /** As written. */
  readonly lastmodified?: string
}

/** Where a blob came from first. */
export interface FirstPlace {
  readonly path: string
  readonly commit: string
  /** Committer date. */
  readonly date: Date
  /** Blobs that it replaced, of every parent. */
  readonly before: readonly string[]
  /** Ascends with age: what a commit leads back to is older, whatever the clocks say. */
  readonly age: number
}

const mac = /mac["']?\s*[:=]\s*["'`]{0,3}ENC\[AES256_GCM,data:[^,\s]{1,400},iv:([A-Za-z0-9+/]{43}=),/y
const time = /lastmodified["']?\s*[:=]\s*["'`]{0,3}([0-9TtZz:.+-]{10,40})/y

const longest = 640

/** The group of the first match of an expression that begins with `word`, in bytes read as Latin-1. */
const groupAfter = (bytes: Buffer, word: string, expression: RegExp): string | undefined => {
  for (let at = bytes.indexOf(word); at !== -1; at = bytes.indexOf(word, at + 1)) {
    expression.lastIndex = 0
    const group = expression.exec(bytes.toString('latin1', at, at + longest))?.[1]
    if (group !== undefined) return group
  }
  return undefined
}

/** The seal of a file in any store, found without reading the file as a structure; undefined where there is none. */
export const sealOf = (bytes: Uint8Array): Seal | undefined => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const macIv = groupAfter(view, 'mac', mac)
  if (macIv === undefined) return undefined
  const lastmodified = groupAfter(view, 'lastmodified', time)
  return { macIv, ...(lastmodified === undefined ? {} : { lastmodified }) }
}

/** The oldest change that brought each wanted blob, of changes that are listed newest first. */
export const firstPlaces = (
  changes: readonly LoggedChange[],
  wanted: { has(oid: string): boolean },
): ReadonlyMap<string, FirstPlace> => {
  const places = new Map<string, FirstPlace>()
  for (const { oid, path, commit, before, age } of changes) {
    if (!wanted.has(oid)) continue
    places.set(oid, { path, ...commit, before: before.filter((other) => wanted.has(other)), age })
  }
  return places
}
