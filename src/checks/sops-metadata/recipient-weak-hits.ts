import type { Document, Hit, Severity } from '../../model/rule.ts'
import type { MasterKey } from '../../sops/master-keys.ts'
import { isFault, maxWrapped } from '../../sops/wrapped-keys/fault.ts'
import { elGamal, readPgpMessage } from '../../sops/wrapped-keys/pgp-message.ts'
import { readSshPublicKey } from '../../sops/wrapped-keys/ssh-public-key.ts'
import { atMost } from './at-most.ts'
import { namedKeys, spanOfKeyField } from './key-names.ts'
import { encryptedFileOf } from './metadata-of.ts'

export async function* recipientWeakHits(document: Document): AsyncGenerator<Hit> {
  const file = await encryptedFileOf(document)
  if (file === undefined) return
  yield* atMost(
    namedKeys(file.metadata).flatMap(({ key, name }) => {
      const weakness = weaknessOf(key)
      const field = key.type === 'age' ? 'recipient' : 'fp'
      if (weakness === undefined) return []
      const { severity, what } = weakness
      return [{ span: spanOfKeyField(document, key, field), severity, note: `The ${name} ${what}` }]
    }),
    'recipients have weak keys',
  )
}

interface Weakness {
  readonly severity: Severity
  readonly what: string
}

const weaknessOf = (key: MasterKey): Weakness | undefined => {
  if (key.type === 'age')
    return key.identity.startsWith('ssh-rsa') ? ofRsa(readSshPublicKey(key.identity)?.bits) : undefined
  if (key.type !== 'pgp' || key.enc === undefined || key.enc.length > maxWrapped) return undefined
  const message = readPgpMessage(key.enc)
  if (isFault(message)) return undefined
  for (const { algorithm, bits } of message.sessionKeys) {
    const weakness = algorithm === elGamal ? { severity: 'low' as const, what: 'is an ElGamal key' } : ofRsa(bits)
    if (weakness !== undefined) return weakness
  }
  return undefined
}

const ofRsa = (bits: number | undefined): Weakness | undefined => {
  if (bits === undefined || bits >= 3072) return undefined
  if (bits <= 1024) return { severity: 'high', what: `is an RSA key of ${bits} bits, which can be broken` }
  const what = bits < 2048 ? 'too few today' : 'fewer than the 3072 that should last beyond 2030'
  return { severity: 'low', what: `is an RSA key of ${bits} bits, ${what}` }
}
