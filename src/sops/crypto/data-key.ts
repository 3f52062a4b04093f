import type { KeyGroup, MasterKey } from '../master-keys.ts'
import type { SopsMetadata } from '../metadata.ts'
import type { AgeOpener } from './age.ts'
import { combineShares } from './shamir.ts'

const keyLength = 32

/** Trying one costs a millisecond. */
const mostKeys = 1000
/** SOPS encrypts to one recipient at a time, so that what it wraps a key in is short; each further one costs as much. */
const longestEnc = 16_384
/** Of all keys of a file together. */
const mostEnc = 524_288

/** The data key of a file, which the caller overwrites; undefined where not enough of its groups can be opened. */
export const dataKeyOf = async (
  { groups, shamirThreshold }: Pick<SopsMetadata, 'groups' | 'shamirThreshold'>,
  opener: AgeOpener,
): Promise<Buffer | undefined> => {
  const wrapped = groups.flatMap(({ keys }) => keys.filter(isAge))
  if (wrapped.length > mostKeys || wrapped.reduce((sum, { enc }) => sum + enc.length, 0) > mostEnc) return undefined
  const parts = (await Promise.all(groups.map((group) => partOf(group, opener)))).filter((part) => part !== undefined)
  const key = groups.length > 1 ? joined(parts, shamirThreshold ?? groups.length) : parts[0]
  for (const part of parts) if (part !== key) part.fill(0)
  if (key?.length === keyLength) return key
  key?.fill(0)
  return undefined
}

const joined = (shares: readonly Buffer[], threshold: number): Buffer | undefined =>
  shares.length < threshold ? undefined : combineShares(shares)

/** What the first key of a group that can be opened holds: the data key, or a share of it. */
const partOf = async ({ keys }: KeyGroup, opener: AgeOpener): Promise<Buffer | undefined> => {
  for (const key of keys.filter(isAge)) {
    const part = await opener.open(key.enc)
    if (part !== undefined) return part
  }
  return undefined
}

const isAge = (key: MasterKey): key is MasterKey & { readonly enc: string } =>
  key.type === 'age' && key.enc !== undefined && key.enc.length <= longestEnc
