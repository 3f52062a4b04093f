import { createDecipheriv } from 'node:crypto'
import type { Enc } from '../enc.ts'

/** What SOPS binds a value to: the map keys that lead to it. A comment has those of the map it stands in. */
export const bindingOf = (path: readonly string[]): string => `${path.join(':')}:`

/** The plaintext of one value, which the caller overwrites; undefined where key, place, iv, data and tag do not belong together. */
export const decryptValue = (enc: Enc, key: Uint8Array, binding: string): Buffer | undefined => {
  const iv = Buffer.from(enc.iv, 'base64')
  const tag = Buffer.from(enc.tag, 'base64')
  if (iv.length !== 32 || tag.length !== 16 || key.length !== 32) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 })
  decipher.setAAD(Buffer.from(binding))
  decipher.setAuthTag(tag)
  const plaintext = decipher.update(enc.data, 'base64')
  try {
    decipher.final()
    return plaintext
  } catch {
    plaintext.fill(0) // was never authenticated, and is nothing
    return undefined
  }
}
