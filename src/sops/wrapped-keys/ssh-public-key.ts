import { createHash } from 'node:crypto'
import { fromBase64 } from './base64.ts'

/** A line of `authorized_keys`, as a recipient of age. */
export interface SshPublicKey {
  readonly type: string
  /** What age names the key by: base64 of the first four bytes of the SHA-256 of its wire form. */
  readonly tag: string
  /** Size of the modulus in bits, of RSA. */
  readonly bits?: number
}

/** Reads an OpenSSH public key (RFC 4253, section 6.6); undefined for anything else. */
export const readSshPublicKey = (text: string): SshPublicKey | undefined => {
  const [type = '', base64 = ''] = text.trim().split(/[ \t]+/)
  const wire = fromBase64(base64)
  if (wire === undefined) return undefined
  const [name, , modulus] = fieldsOf(wire)
  if (name === undefined || Buffer.from(name).toString('latin1') !== type) return undefined
  const tag = createHash('sha256').update(wire).digest().subarray(0, 4).toString('base64').replace(/=+$/, '')
  return { type, tag, ...(type === 'ssh-rsa' && modulus !== undefined ? { bits: bitsOf(modulus) } : {}) }
}

/** Strings with a length of four bytes in front; the first three are all that is asked of. */
const fieldsOf = (wire: Uint8Array): readonly Uint8Array[] => {
  const view = Buffer.from(wire)
  const fields: Uint8Array[] = []
  for (let at = 0; fields.length < 3 && at + 4 <= view.length; ) {
    const end = at + 4 + view.readUInt32BE(at)
    if (end > view.length) break
    fields.push(view.subarray(at + 4, end))
    at = end
  }
  return fields
}

/** Of a number, most significant byte first; a zero byte in front is its sign. */
const bitsOf = (number: Uint8Array): number => {
  const first = number.findIndex((byte) => byte !== 0)
  return first === -1 ? 0 : (number.length - first) * 8 - Math.clz32(number[first] ?? 0) + 24
}
