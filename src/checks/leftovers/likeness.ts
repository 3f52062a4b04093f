import type { EncryptedFile, SealedFile } from './encrypted-files.ts'

/** The key tree of a plaintext file; `filled` are the keys with a real value. */
export interface PlainFile {
  readonly name: string
  readonly keys: ReadonlySet<string>
  readonly filled: ReadonlySet<string>
  /** Those of `filled` whose value looks made at random, whatever the key is called. */
  readonly random: ReadonlySet<string>
}

// An update often holds only the keys that change, and sometimes one that is new.
const leastShare = 0.8

const common = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  let count = 0
  for (const key of a) if (b.has(key)) count++
  return count
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/**
 * Whether the text may repeat an encrypted file's keys, before anything is parsed: it holds one of the encrypted ones,
 * and is not many times larger than ciphertext, which is longer than what it encrypts. `text` is in lower case.
 */
export const mayResemble = (text: string, { size, names }: SealedFile): boolean =>
  text.length <= 32 * 1024 + 4 * size && [...names].some((name) => text.includes(name))

/** How much of the plaintext's key tree an encrypted file has, 0 to 1; 0 where that is no evidence. */
const likeness = (plain: PlainFile, encrypted: EncryptedFile): number => {
  const share = common(plain.keys, encrypted.keys) / plain.keys.size
  const credentials = common(plain.filled, encrypted.credentials)
  const namesakes = baseName(encrypted.path) === plain.name
  // Under the same name one credential is enough, since an update may hold nothing else.
  if (share >= leastShare && credentials >= (namesakes ? 1 : 2)) return share
  if (share < 1 || plain.keys.size !== encrypted.keys.size || common(plain.filled, encrypted.sealed) === 0) return 0
  // A template: whatever is called a credential is left out, and the rest has its usual values.
  if (credentials === 0 && encrypted.credentials.size > 0 && common(plain.random, encrypted.sealed) === 0) return 0
  const telling = credentials > 0 && plain.keys.size >= 2
  return telling || plain.keys.size >= 4 || namesakes ? 1 : 0
}

// Those that share most keys come first, so that one that is alike is among the first few.
const mostCompared = 100

const shared = (plain: PlainFile, { path, names }: SealedFile): number => {
  let count = baseName(path) === plain.name ? 0.5 : 0
  for (const key of plain.filled) if (names.has(lastOf(key)) || names.has(key)) count++
  return count
}

const lastOf = (key: string): string => key.slice(key.lastIndexOf('.') + 1)

/** The files that may be alike, those with the most keys in common first; the order of equals stays. */
const closest = (plain: PlainFile, files: readonly SealedFile[]): readonly SealedFile[] =>
  files
    .map((file) => ({ file, count: shared(plain, file) }))
    .filter(({ count }) => count >= 1)
    .sort((a, b) => b.count - a.count)
    .slice(0, mostCompared)
    .map(({ file }) => file)

/** The encrypted file whose key tree the plaintext repeats; of several the one of the same name, then the closest. */
export const mostAlike = async (plain: PlainFile, files: readonly SealedFile[]): Promise<EncryptedFile | undefined> => {
  let best: { file: EncryptedFile; score: number } | undefined
  for (const sealed of closest(plain, files)) {
    const file = await sealed.keys()
    const alike = likeness(plain, file)
    if (alike === 0) continue
    const score = alike + plain.keys.size / file.keys.size + (baseName(file.path) === plain.name ? 2 : 0)
    if (best === undefined || score > best.score) best = { file, score }
  }
  return best?.file
}
