import { createHash, type Hash, timingSafeEqual } from 'node:crypto'
import type { CommentLeaf } from '../comment-leaves.ts'
import { parseEnc } from '../enc.ts'
import type { EncryptedFile } from '../encrypted-file.ts'
import type { Leaf } from '../leaves.ts'
import { isPlain } from '../plaintext.ts'
import { bindingOf, decryptValue } from './cipher.ts'
import { openComments } from './comments.ts'
import { countingOrder } from './counting-order.ts'
import { countedBytes } from './go-bytes.ts'
import { wholeSeconds } from './go-time.ts'
import { plainBytes } from './plain-bytes.ts'

/** What a data key proves about a file. */
export interface Authenticity {
  /** Values that are not what SOPS wrote at their place. */
  readonly unauthentic: readonly Leaf[]
  /** Comments, likewise. SOPS warns about them, and no more. */
  readonly unauthenticComments: readonly CommentLeaf[]
  /**
   * Of all values together. `unsaid` where single values are wrong already, or plaintext that must not be; `unknown` where
   * a plain value is written in a way that SOPS never writes.
   */
  readonly mac: 'right' | 'wrong' | 'unsaid' | 'unknown'
}

/** Looks at an authentic plaintext, of which it keeps nothing. */
export type Look = (leaf: Leaf, plaintext: Buffer) => void

/** Decrypts every value in memory, one at a time, and checks what SOPS checks (getsops/sops, sops.go, Tree.Decrypt). */
export const authenticate = (file: EncryptedFile, text: string, key: Uint8Array, look: Look): Authenticity => {
  const digest = new Mac(file.metadata.macOnlyEncrypted)
  const unauthentic: Leaf[] = []
  let mac: Authenticity['mac'] | undefined
  for (const leaf of countingOrder(file)) {
    if (isSealed(leaf, file)) {
      if (!count(leaf, key, digest, look)) unauthentic.push(leaf)
    } else if (isPlain(leaf) && !file.policy.byComment) mac = 'unsaid'
    else if (!digest.encryptedOnly && !digest.addPlain(plainBytes(leaf, file.store, text))) mac ??= 'unknown'
  }
  const comments = openComments(file, key)
  if (unauthentic.length > 0) mac = 'unsaid'
  else if (comments.posing) mac ??= 'wrong'
  return { unauthentic, unauthenticComments: comments.unauthentic, mac: mac ?? judged(file, key, digest) }
}

/** Where comments decide what is encrypted, which comment belongs to what is a guess, and the ciphertext knows better. */
const isSealed = (leaf: Leaf, { policy }: EncryptedFile): boolean =>
  leaf.encrypted !== undefined && (leaf.mustBeEncrypted || policy.byComment)

/** Decrypts one value and counts it into the mac; false where it is not authentic. */
const count = (leaf: Leaf, key: Uint8Array, digest: Mac, look: Look): boolean => {
  const { encrypted, path } = leaf
  const plaintext = encrypted && decryptValue(encrypted, key, bindingOf(path))
  if (encrypted === undefined || plaintext === undefined) return false
  const counted = countedBytes(plaintext, encrypted.type)
  try {
    if (counted === undefined) return false
    if (counted === 'nothing') return true
    digest.add(counted)
    look(leaf, plaintext)
    return true
  } finally {
    plaintext.fill(0)
    if (Buffer.isBuffer(counted)) counted.fill(0)
  }
}

/** What a mac that counts encrypted values alone begins with, so that it is never one that counts all. */
const encryptedOnlyMark = createHash('sha256').update('sops').digest()

/** The running digest; two of them, where a number reads differently for different versions of SOPS. */
class Mac {
  readonly encryptedOnly: boolean
  #hashes: readonly Hash[] = [createHash('sha512')]

  constructor(encryptedOnly: boolean) {
    this.encryptedOnly = encryptedOnly
    if (encryptedOnly) this.add(encryptedOnlyMark)
  }

  add(bytes: Uint8Array): void {
    for (const hash of this.#hashes) hash.update(bytes)
  }

  /** Counts a value that is not encrypted, in each form it may have; false where it has none. */
  addPlain(forms: readonly string[]): boolean {
    const [first, ...others] = forms
    if (first === undefined) return false
    if (others.length > 0 && this.#hashes.length === 1)
      this.#hashes = forms.flatMap(() => this.#hashes.map((hash) => hash.copy()))
    for (const [index, hash] of this.#hashes.entries()) hash.update(forms[index] ?? first)
    return true
  }

  /** Whether the digest is the one that is written down, in constant time. */
  is(written: Buffer): boolean {
    const digests = this.#hashes.map((hash) => Buffer.from(hash.digest('hex').toUpperCase()))
    return digests.some((digest) => digest.length === written.length && timingSafeEqual(digest, written))
  }
}

const judged = ({ metadata }: EncryptedFile, key: Uint8Array, digest: Mac): Authenticity['mac'] => {
  const mac = parseEnc(metadata.mac ?? '')
  const binding = wholeSeconds(metadata.lastmodified ?? '')
  const written = mac?.type === 'str' && binding !== undefined ? decryptValue(mac, key, binding) : undefined
  return written !== undefined && digest.is(written) ? 'right' : 'wrong'
}
