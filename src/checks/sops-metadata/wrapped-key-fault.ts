import type { MasterKey } from '../../sops/master-keys.ts'
import { fromBase64, fromRawBase64Url } from '../../sops/wrapped-keys/base64.ts'
import { type Fault, isFault, maxWrapped } from '../../sops/wrapped-keys/fault.ts'
import { readPgpMessage } from '../../sops/wrapped-keys/pgp-message.ts'
import { ageFault } from './age-fault.ts'

/** Why the data key in a recipient's entry cannot be right, or undefined. `share`: it is one of several. */
export const wrappedKeyFault = async (key: MasterKey, share: boolean): Promise<Fault | undefined> => {
  const { enc, encRange, tree } = key
  if (tree.kind !== 'map') return { fault: 'it is no mapping' }
  if (encRange === undefined) return { fault: 'it has no enc' }
  if (enc === undefined) return { fault: 'its enc is not text' }
  if (enc.trim() === '') return { fault: 'its enc is empty' }
  if (enc.length > maxWrapped) return { fault: 'its enc is larger than any wrapped key' }
  return faultIn(enc, key, share)
}

const faultIn = async (enc: string, key: MasterKey, share: boolean): Promise<Fault | undefined> => {
  switch (key.type) {
    case 'age':
      return ageFault(enc, key.identity, share)
    case 'pgp':
      return pgpFault(enc)
    case 'kms':
    case 'gcp_kms':
      return fromBase64(enc.replace(/[\r\n]/g, '')) === undefined ? { fault: 'its enc is no base64' } : undefined
    case 'azure_kv':
      return fromRawBase64Url(enc.trim()) === undefined
        ? { fault: 'its enc is no base64url without padding' }
        : undefined
    case 'hc_vault':
      return isVault(enc.trim()) ? undefined : { fault: 'its enc is no ciphertext of Vault (vault:vN:…)' }
    case 'hckms':
      return undefined
  }
}

const isVault = (enc: string): boolean => {
  const [, base64] = /^vault:v\d+:(.+)$/.exec(enc) ?? []
  return base64 !== undefined && fromBase64(base64) !== undefined
}

/** SOPS encrypts to one key and turns off what gpg may add (--no-encrypt-to). */
const pgpFault = (enc: string): Fault | undefined => {
  const message = readPgpMessage(enc)
  if (isFault(message)) return message
  const readers = message.sessionKeys.length + (message.passphrase ? 1 : 0)
  return readers === 1 ? undefined : { fault: `it can be opened by ${readers} readers and names one` }
}
