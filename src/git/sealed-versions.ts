import type { SealedVersion } from '../model/rule.ts'
import type { FirstPlace, Seal } from './seals.ts'

type ReadBlob = (oid: string) => Promise<Uint8Array | undefined>

/** Versions of encrypted files by the `iv` of their `mac`, oldest first. */
export type SealedVersions = ReadonlyMap<string, readonly SealedVersion[]>

/** What is known of every version, as one table; those that no commit holds are left out. */
export const sealedVersions = (
  seals: ReadonlyMap<string, Seal>,
  places: ReadonlyMap<string, FirstPlace>,
  read: ReadBlob,
): SealedVersions => {
  const versions = new Map<string, SealedVersion[]>()
  const byAge = [...places].sort(([, one], [, other]) => other.age - one.age)
  for (const [oid, place] of byAge) {
    const seal = seals.get(oid)
    if (seal === undefined) continue
    const known = versions.get(seal.macIv) ?? []
    versions.set(seal.macIv, known)
    known.push(versionOf(oid, seal, place, seals, read))
  }
  return versions
}

const versionOf = (
  oid: string,
  { lastmodified }: Seal,
  { path, commit, date, before }: FirstPlace,
  seals: ReadonlyMap<string, Seal>,
  read: ReadBlob,
): SealedVersion => ({
  oid,
  commit,
  path,
  date,
  ...(lastmodified === undefined ? {} : { lastmodified }),
  before: before.flatMap((other) => seals.get(other) ?? []),
  bytes: () => read(oid),
})
