import { type AgeFile, readAgeFile, type Stanza } from '../../sops/wrapped-keys/age-file.ts'
import { fromRawBase64 } from '../../sops/wrapped-keys/base64.ts'
import { type Fault, isFault } from '../../sops/wrapped-keys/fault.ts'

/** Bytes of a data key, of a share of one, and of a file key behind its wrapping. */
const dataKeySize = 32
const shareSize = 33
const wrappedFileKeySize = 32

/** Why an age file cannot be a data key for its recipient alone, or undefined. Of plugins only the outer form is known. */
export const ageFault = async (enc: string, recipient: string, share: boolean): Promise<Fault | undefined> => {
  const file = readAgeFile(enc)
  if (isFault(file)) return file
  const wanted = share ? shareSize : dataKeySize
  if (file.size !== wanted)
    return { fault: `what it wraps has ${file.size} bytes and not ${wanted}`, line: file.payloadLine }
  const form = await formOf(recipient)
  return form === undefined ? undefined : stanzaFault(file, form)
}

/** What age writes for one kind of recipient. */
interface Form {
  readonly type: string
  fits(stanza: Stanza): boolean
}

const formOf = async (recipient: string): Promise<Form | undefined> => {
  if (recipient.startsWith('age1pq1')) return { type: 'mlkem768x25519', fits: isNative(1120) }
  if (/^age1[^1]*$/.test(recipient)) return { type: 'X25519', fits: isNative(32) }
  return /^ssh-(?:rsa|ed25519)\s/.test(recipient) ? sshForm(recipient) : undefined
}

/** One argument of so many bytes. */
const isNative =
  (bytes: number) =>
  ({ args: [share = '', ...others], size }: Stanza): boolean =>
    others.length === 0 && fromRawBase64(share)?.length === bytes && size === wrappedFileKeySize

/** The stanza names the key by the hash of its wire form (https://c2sp.org/age, SSH recipients in filippo.io/age/agessh). */
const sshForm = async (recipient: string): Promise<Form> => {
  // It hashes, and cryptography takes longer to load than all else here.
  const { readSshPublicKey } = await import('../../sops/wrapped-keys/ssh-public-key.ts')
  const key = readSshPublicKey(recipient)
  const type = recipient.startsWith('ssh-rsa') ? 'ssh-rsa' : 'ssh-ed25519'
  if (key === undefined) return { type, fits: () => false }
  const wrapped = key.bits === undefined ? wrappedFileKeySize : Math.ceil(key.bits / 8)
  return { type, fits: ({ args: [tag], size }) => tag === key.tag && size === wrapped }
}

const stanzaFault = ({ stanzas }: AgeFile, { type, fits }: Form): Fault | undefined => {
  // rage adds a stanza that nobody can open, called something-grease, so that readers learn to skip it.
  const [stanza, other] = stanzas.filter((each) => !each.type.endsWith('-grease'))
  if (other !== undefined) return { fault: 'it can be opened by somebody beside its recipient', line: other.line }
  if (stanza === undefined) return { fault: 'its age header names nobody' }
  if (stanza.type !== type)
    return { fault: 'it is wrapped for another kind of key than its recipient', line: stanza.line }
  return fits(stanza)
    ? undefined
    : { fault: 'it is wrapped for another key than its recipient, or damaged', line: stanza.line }
}
