import type { Appearance } from '../model/rule.ts'
import type { LoggedChange } from './logged-changes.ts'

// Nobody committed a value of SOPS before SOPS existed: such a date is made up, or a clock was wrong.
const sopsExists = new Date(Date.UTC(2015, 0, 1))

const isPlausible = ({ date }: Appearance): boolean => date >= sopsExists

/** The earlier of two; a date that cannot be true yields to one that can, lest it hide good evidence. */
export const earlier = (known: Appearance | undefined, other: Appearance): Appearance => {
  if (known === undefined) return other
  if (isPlausible(known) !== isPlausible(other)) return isPlausible(known) ? known : other
  return known.date <= other.date ? known : other
}

/** Earliest commit of each blob. */
export const blobAppearances = (changes: readonly LoggedChange[]): ReadonlyMap<string, Appearance> => {
  const blobs = new Map<string, Appearance>()
  for (const { oid, commit } of changes) blobs.set(oid, earlier(blobs.get(oid), commit))
  return blobs
}

/** Every `iv:` of an ENC value in the bytes: 32 bytes in base64, which is 43 characters and one `=`. */
export function* ivsOf(bytes: Uint8Array): Generator<string> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = view.indexOf('iv:'); at !== -1; at = view.indexOf('iv:', at + 3)) {
    const iv = view.toString('latin1', at + 3, at + 47)
    if (/^[A-Za-z0-9+/]{43}=$/.test(iv)) yield iv
  }
}

/** Which blobs hold which initialization vectors; each is kept once and known by its number. */
export interface IvTable {
  /** Notes a blob; false where it holds none. */
  add(oid: string, bytes: Uint8Array): boolean
  has(oid: string): boolean
  numberOf(iv: string): number | undefined
  of(oid: string): readonly number[]
}

export const ivTable = (): IvTable => {
  const numbers = new Map<string, number>()
  const blobs = new Map<string, readonly number[]>()
  const number = (iv: string): number => {
    const known = numbers.get(iv)
    if (known !== undefined) return known
    numbers.set(iv, numbers.size)
    return numbers.size - 1
  }
  return {
    add: (oid, bytes) => {
      const ivs = Array.from(ivsOf(bytes), number)
      if (ivs.length > 0) blobs.set(oid, ivs)
      return ivs.length > 0
    },
    has: (oid) => blobs.has(oid),
    numberOf: (iv) => numbers.get(iv),
    of: (oid) => blobs.get(oid) ?? [],
  }
}

/** The earliest appearance of an initialization vector, and every change that brought it at that time. */
export interface FirstOfIv {
  readonly appearance: Appearance
  readonly changes: readonly LoggedChange[]
  /** Of the change that is oldest by the order of commits, whatever the clocks said. */
  readonly oldest: Appearance
}

const clocksDiffer = 86_400_000

/** The commit that came first bears another date than the earliest. */
export const isDisordered = ({ appearance, oldest }: FirstOfIv): boolean =>
  Math.abs(oldest.date.getTime() - appearance.date.getTime()) > clocksDiffer

/** By the number of each in the table; the changes come newest first. */
export const firstOfIvs = (changes: readonly LoggedChange[], table: IvTable): readonly FirstOfIv[] => {
  const first: { appearance: Appearance; changes: LoggedChange[]; oldest: Appearance }[] = []
  for (const change of changes) {
    for (const iv of table.of(change.oid)) {
      const known = first[iv]
      if (known === undefined) {
        first[iv] = { appearance: change.commit, changes: [change], oldest: change.commit }
        continue
      }
      known.oldest = change.commit
      if (known.appearance.date.getTime() === change.commit.date.getTime()) known.changes.push(change)
      else if (earlier(known.appearance, change.commit) === change.commit)
        first[iv] = { appearance: change.commit, changes: [change], oldest: change.commit }
    }
  }
  return first
}
