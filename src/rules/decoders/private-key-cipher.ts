import type { Hit } from '../../model/rule.ts'
import type { Candidate } from '../candidate.ts'
import { keyBytes } from '../key-bytes.ts'

const said = /ENCRYPTED|^Encryption: (?!none)/im

/** `openssh-key-v1\0`, then the cipher's name with its length in four bytes. */
const openSshCipher = (body: string): string | undefined => {
  const bytes = keyBytes(body.slice(0, 120))
  if (bytes.toString('latin1', 0, 15) !== 'openssh-key-v1\0' || bytes.length < 19) return undefined
  return bytes.toString('latin1', 19, 19 + bytes.readUInt32BE(15))
}

/** A private key under a passphrase is medium: it can be guessed at leisure, but is not yet a key. */
export const privateKeyCipher = ({ value, match }: Candidate): Pick<Hit, 'details' | 'severity'> => {
  const head = match.slice(0, match.length - value.length)
  const cipher = openSshCipher(value) ?? 'none'
  if (cipher === 'none' && !said.test(head)) return {}
  return { severity: 'medium', details: { passphrase: 'yes' } }
}
