import type { FirstOfIv, IvTable } from './iv-table.ts'
import type { LoggedChange, Removals } from './logged-changes.ts'
import { changedInPlace, keptName, type Portrait, portraitOf, sameNames } from './portrait.ts'

/** What the question is answered from. */
export interface Past {
  readonly changes: readonly LoggedChange[]
  readonly removals: Removals
  readonly table: IvTable
  /** Blobs with their bytes; one without them is too large to be looked at. */
  read(oids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array | undefined>>
}

/** Versions of which a change may be another writing. */
interface Candidates {
  readonly samePath: readonly string[]
  readonly removed: readonly string[]
}

// Whoever moves more than this at once has done something that no comparison of pairs explains.
const mostRemoved = 1000

const byPath = (changes: readonly LoggedChange[]): ReadonlyMap<string, readonly LoggedChange[]> => {
  const paths = new Map<string, LoggedChange[]>()
  for (const change of changes) {
    const known = paths.get(change.path)
    if (known === undefined) paths.set(change.path, [change])
    else known.push(change)
  }
  return paths
}

/**
 * Tells which initialization vectors came with a commit that wrote all values of an earlier file anew, as `sops -e -i` on
 * fresh plaintext does: no `iv` is as before, nor the data key, but most names are. Whatever was in plain before is
 * such an earlier file too.
 */
export const writtenAnew = ({ changes, removals, table, read }: Past) => {
  let paths: ReadonlyMap<string, readonly LoggedChange[]> | undefined
  const portraits = new Map<string, Portrait | undefined>()

  const versionBefore = ({ path, age }: LoggedChange): readonly string[] => {
    paths ??= byPath(changes)
    const older = (paths.get(path) ?? []).find((change) => change.age > age)
    return older === undefined ? [] : [older.oid]
  }
  const candidatesOf = (change: LoggedChange): Candidates =>
    change.before.length > 0
      ? { samePath: change.before, removed: [] }
      : { samePath: versionBefore(change), removed: removals.get(change.commit) ?? [] }

  const shares = (oid: string, others: readonly string[]): boolean => {
    const ivs = new Set(table.of(oid))
    return others.some((other) => table.of(other).some((iv) => ivs.has(iv)))
  }
  /** Undefined where the table alone says that values were kept, or that there is nothing to compare with. */
  const toCompare = (change: LoggedChange): Candidates | undefined => {
    const candidates = candidatesOf(change)
    const all = [...candidates.samePath, ...candidates.removed]
    return all.length === 0 || shares(change.oid, all) ? undefined : candidates
  }
  const portray = async (oids: readonly string[]): Promise<void> => {
    const unknown = [...new Set(oids)].filter((oid) => !portraits.has(oid))
    if (unknown.length === 0) return
    for (const [oid, bytes] of await read(unknown)) portraits.set(oid, bytes && portraitOf(bytes))
  }
  const isAnew = (iv: string, { oid }: LoggedChange, { samePath, removed }: Candidates): boolean => {
    const now = portraits.get(oid)
    if (now === undefined || removed.length > mostRemoved) return true
    const versions = [...samePath, ...removed].map((other) => portraits.get(other))
    if (versions.some((then) => then !== undefined && changedInPlace(now, then))) return false
    return versions.some(
      (then, at) => then === undefined || sameNames(now, then) || (at < samePath.length && keptName(now, iv, then)),
    )
  }

  return async (first: ReadonlyMap<string, FirstOfIv>): Promise<ReadonlySet<string>> => {
    const compared = new Map<LoggedChange, Candidates | undefined>()
    for (const { changes: brought } of first.values())
      for (const change of brought) if (!compared.has(change)) compared.set(change, toCompare(change))
    await portray(
      [...compared].flatMap(([{ oid }, candidates]) =>
        candidates === undefined ? [] : [oid, ...candidates.samePath, ...candidates.removed.slice(0, mostRemoved)],
      ),
    )
    const anew = [...first].filter(([iv, { changes: brought }]) =>
      brought.some((change) => {
        const candidates = compared.get(change)
        return candidates !== undefined && isAnew(iv, change, candidates)
      }),
    )
    return new Set(anew.map(([iv]) => iv))
  }
}
