import { plainBytes } from './crypto/plain-bytes.ts'
import type { EncryptedFile, Leaf } from './document.ts'

/** No byte of UTF-8, so it stands in no value. */
const fence = Buffer.from([0xff])

/**
 * Digest of what the MAC of a file covers, in file order: ciphertext as it stands, plain values as Go has them. Equal
 * digests with an equal `mac` verify alike. Plain values that follow each other have no mark between them, because SOPS
 * puts none there either. `texts` replaces the written form of single leaves.
 */
export const macScope = async (
  { leaves, metadata, store }: EncryptedFile,
  text: string,
  texts?: ReadonlyMap<Leaf, string>,
): Promise<string> => {
  const { createHash } = await import('node:crypto')
  const hash = createHash('sha256')
  for (const leaf of leaves) {
    if (metadata.macOnlyEncrypted && !leaf.mustBeEncrypted) continue
    const sealed = texts?.get(leaf) ?? (leaf.encrypted === undefined ? undefined : String(leaf.value))
    if (sealed !== undefined) hash.update(fence).update(sealed).update(fence)
    else hash.update(countedText(leaf, store, text))
  }
  return hash.digest('hex')
}

/**
 * What a value that is not encrypted counts as in the MAC, empty for nothing. Of a number that versions of SOPS read
 * differently what most of them read; where it is not known what SOPS reads, the value as it is.
 */
export const countedText = (leaf: Leaf, store: EncryptedFile['store'], text: string): string =>
  plainBytes(leaf, store, text).at(-1) ?? String(leaf.value ?? '')

/** What SOPS authenticates the `mac` with: the time in whole seconds, in the zone it is written in. */
export const macTime = (lastmodified: string): string =>
  lastmodified.replace(/^(\S{10})[tT ](\d\d:\d\d:\d\d)(?:\.\d+)?(?:[zZ]|[-+]00:00)$/, '$1T$2Z')
