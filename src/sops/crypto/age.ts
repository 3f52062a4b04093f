import type { Decrypter } from 'age-encryption'
import type { Secret } from '../../model/secret.ts'

/** What can be unwrapped in this process: X25519, and the post-quantum hybrid. */
const native = /^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+$/

/** Opens what was encrypted to one of a set of age identities. */
export interface AgeOpener {
  /** The content, which the caller overwrites; undefined where no identity fits, and for what is no age file. */
  open(armor: string): Promise<Buffer | undefined>
}

/** An opener with every identity of the texts that this process can use; undefined where there is none. */
export const ageOpener = async (identities: readonly Secret[]): Promise<AgeOpener | undefined> => {
  const usable = identities.filter((identity) => identity.read((text) => native.test(text)))
  if (usable.length === 0) return undefined
  const age = await import('age-encryption')
  const decrypter = new age.Decrypter()
  const added = usable.filter((identity) => identity.read((text) => isAdded(decrypter, text)))
  if (added.length === 0) return undefined
  return {
    open: async (armor) => {
      try {
        const opened = await decrypter.decrypt(age.armor.decode(armor))
        return Buffer.from(opened.buffer, opened.byteOffset, opened.length)
      } catch {
        return undefined // no identity matched, or the file is damaged: either way nothing was opened
      }
    },
  }
}

/** One with a wrong checksum is none. */
const isAdded = (decrypter: Decrypter, identity: string): boolean => {
  try {
    decrypter.addIdentity(identity)
    return true
  } catch {
    return false
  }
}
