import type { EncryptedFile, Leaf } from './document.ts'
import { goText } from './go-bytes.ts'

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
    else hash.update(goText(leaf.value, store === 'yaml' ? unquotedIn(text, leaf) : undefined) ?? '')
  }
  return hash.digest('hex')
}

/** The scalar as written; undefined for one between quotes or in a block. */
const unquotedIn = (text: string, { start, end }: Leaf): string | undefined =>
  /["'|>!&*]/.test(text[start] ?? '"') ? undefined : text.slice(start, end)

/** What SOPS authenticates the `mac` with: the time in whole seconds, in the zone it is written in. */
export const macTime = (lastmodified: string): string =>
  lastmodified.replace(/^(\S{10})[tT ](\d\d:\d\d:\d\d)(?:\.\d+)?(?:[zZ]|[-+]00:00)$/, '$1T$2Z')
