import type { Candidate } from '../candidate.ts'
import { shannonEntropy } from '../entropy.ts'
import { keyBytes } from '../key-bytes.ts'

/** The shortest private part there is: an Ed25519 key in a PuTTY file. */
const shortest = 36

/** A DER sequence opens every key that is not encrypted by its envelope (`DEK-Info`), `openssh-key-v1` the OpenSSH ones. */
const opensAsKey = (bytes: Buffer, match: string): boolean => {
  if (/PuTTY|Private-Lines/i.test(match) || /DEK-Info/.test(match)) return true
  if (match.includes('PGP')) return (bytes[0] ?? 0) >= 0x80
  if (match.includes('OPENSSH')) return bytes.toString('latin1', 0, 14) === 'openssh-key-v1'
  return bytes[0] === 0x30
}

/** True for a base64 body that can be a private key of the kind its header names, and not a drawing of one. */
export const isPrivateKeyBody = ({ value, match }: Candidate): boolean => {
  const bytes = keyBytes(value)
  if (bytes.length < shortest || shannonEntropy(bytes.toString('latin1')) < 4) return false
  return opensAsKey(bytes, match)
}
