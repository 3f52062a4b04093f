import { type Fault, isFault } from './fault.ts'
import { openPgpArmor } from './pgp-armor.ts'
import { type Packet, packetsOf } from './pgp-packets.ts'

/** The session key of a message, wrapped for one key. */
export interface SessionKey {
  /** Number of the public-key algorithm (RFC 9580, section 9.1). */
  readonly algorithm: number
  /** Of RSA and ElGamal the size of the key, as far as its ciphertext tells. */
  readonly bits?: number
}

/** An OpenPGP message as far as it can be read without a key. */
export interface PgpMessage {
  readonly sessionKeys: readonly SessionKey[]
  /** A passphrase opens it as well. */
  readonly passphrase: boolean
}

export const elGamal = 16
const rsa: ReadonlySet<number> = new Set([1, 2])

const sessionKeyTag = 1
const passphraseTag = 3
/** Encrypted data: with nothing to protect it, with a digest, with an authenticating cipher. */
const dataTags: ReadonlySet<number> = new Set([9, 18, 20])

/** Reads the armor and the packets of a message: wrapped session keys first, encrypted data behind them. */
export const readPgpMessage = (text: string): PgpMessage | Fault => {
  const bytes = openPgpArmor(text)
  if (isFault(bytes)) return bytes
  const packets = packetsOf(bytes)
  if (packets === undefined) return { fault: 'its OpenPGP packets are cut short or damaged' }
  if (packets[0]?.tag !== sessionKeyTag) return { fault: 'its first OpenPGP packet is no key wrapped for a public key' }
  if (!packets.some(({ tag }) => dataTags.has(tag))) return { fault: 'it holds no encrypted data' }
  const sessionKeys = packets.filter(({ tag }) => tag === sessionKeyTag).map(sessionKeyOf)
  if (sessionKeys.some((key) => key === undefined)) return { fault: 'its wrapped OpenPGP session key is damaged' }
  return {
    sessionKeys: sessionKeys.flatMap((key) => key ?? []),
    passphrase: packets.some(({ tag }) => tag === passphraseTag),
  }
}

/** Version 3: one byte of version, eight of key id, one of algorithm, then numbers with their count of bits in front. */
const sessionKeyOf = ({ body }: Packet): SessionKey | undefined => {
  const [version] = body
  if (version === 6) return sixthSessionKey(body)
  if (version !== 3 || body.length < 12) return undefined
  const algorithm = body[9] ?? 0
  if (!rsa.has(algorithm) && algorithm !== elGamal) return { algorithm }
  const numbers = numbersIn(body, 10)
  const wanted = algorithm === elGamal ? 2 : 1
  const bits = numbers?.[0]
  if (numbers?.length !== wanted || bits === undefined) return undefined
  // A ciphertext is a number below the modulus, now and then a few bits shorter.
  return { algorithm, bits: Math.ceil(bits / 256) * 256 }
}

/** The key's version and fingerprint stand in front of the algorithm, with their length before them. */
const sixthSessionKey = (body: Uint8Array): SessionKey | undefined => {
  const algorithm = body[2 + (body[1] ?? 0)]
  return algorithm === undefined ? undefined : { algorithm }
}

/** The bits of each number, to the end of the packet. */
const numbersIn = (body: Uint8Array, from: number): readonly number[] | undefined => {
  const numbers: number[] = []
  for (let at = from; at < body.length; ) {
    if (at + 2 > body.length) return undefined
    const bits = ((body[at] ?? 0) << 8) | (body[at + 1] ?? 0)
    at += 2 + Math.ceil(bits / 8)
    if (at > body.length) return undefined
    numbers.push(bits)
  }
  return numbers
}
