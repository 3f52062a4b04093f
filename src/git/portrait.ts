/** What tells a version of a file that SOPS wrote anew from one in which values were changed. */
export interface Portrait {
  /** What stands before each encrypted value on its line, by the `iv` of the value. */
  readonly labels: ReadonlyMap<string, string>
  /** The names in the labels; of a file without encrypted values every word that names something. */
  readonly names: ReadonlySet<string>
  /** The data key, encrypted to one recipient each: SOPS leaves them alone until it makes another key or encrypts it anew. */
  readonly dataKeys: ReadonlySet<string>
}

const value = /^([^\n]{0,400}?)ENC\[AES256_GCM,data:[^,\n]{0,200000},iv:([A-Za-z0-9+/]{43}=),/gm
const inOneLine = /([^,{}[\]\n]{0,400})ENC\[AES256_GCM,data:[^,\n]{0,200000},iv:([A-Za-z0-9+/]{43}=),/g
const name = /([\w.-]+)["'`]?\s{0,9}[:=][\s"'`|>]{0,9}$/
const anyName = /([\w.-]{1,200})["'`]?\s{0,9}[:=]/g
const dataKey =
  /enc["'`]?\s{0,99}[:=][\s"'`|>-]{0,99}(?:BEGIN [A-Z ]{1,40}-----)?(?:\s|\\n|\\r){0,99}(?:vault:v\d+:)?([A-Za-z0-9+/_=-]{32,})/g

const nameIn = (label: string): string => name.exec(label)?.[1] ?? label.trim()

const isMac = (label: string): boolean => /^(?:sops_)?mac$/.test(nameIn(label))

/** Of bytes in any store, without reading them as a structure. */
export const portraitOf = (bytes: Uint8Array): Portrait => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const found = [...text.matchAll(/\n/.test(text.trim()) ? value : inOneLine)].map(
    ([, label = '', iv = '']) => [iv, label] as const,
  )
  const labels = new Map(found.filter(([, label]) => !isMac(label)))
  const names =
    labels.size > 0 ? Array.from(labels.values(), nameIn) : Array.from(text.matchAll(anyName), ([, word = '']) => word)
  return { labels, names: new Set(names), dataKeys: new Set(Array.from(text.matchAll(dataKey), ([, key = '']) => key)) }
}

const shared = (some: ReadonlySet<string>, others: ReadonlySet<string>): number => {
  let count = 0
  for (const one of some) if (others.has(one)) count += 1
  return count
}

const isMost = (count: number, all: number): boolean => count > 0 && count * 2 >= all

/** Whether most of what the later file names stood in the earlier one. */
export const sameNames = (later: Portrait, earlier: Portrait): boolean =>
  isMost(shared(later.names, earlier.names), later.names.size)

/**
 * Whether SOPS itself changed the values of the earlier file: the data key is the same and the values are where they were.
 * A value that stayed would then have kept its `iv`.
 */
export const changedInPlace = (later: Portrait, earlier: Portrait): boolean => {
  const labels = new Set(later.labels.values())
  return (
    shared(later.dataKeys, earlier.dataKeys) > 0 &&
    isMost(shared(labels, new Set(earlier.labels.values())), labels.size)
  )
}

/** Whether the later file has a value under the name it had in the earlier one. */
export const keptName = (later: Portrait, iv: string, earlier: Portrait): boolean => {
  const label = later.labels.get(iv)
  return label !== undefined && earlier.names.has(nameIn(label))
}
