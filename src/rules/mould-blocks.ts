import type { Draw } from './prng.ts'

const dashes = '-'.repeat(5)

const bytes = (draw: Draw, length: number): number[] => Array.from({ length }, () => draw(256))

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')]

/** `openssh-key-v1`, a zero byte, the cipher's name with its length, then key material. */
const openSsh = (draw: Draw, cipher: string): number[] => [
  ...ascii('openssh-key-v1\0'),
  ...[0, 0, 0, cipher.length],
  ...ascii(cipher),
  ...bytes(draw, 240),
]

/** Key material of the kind that a PEM header announces: an OpenSSH container, an OpenPGP packet or a DER sequence. */
const bodyFor = (kind: string, draw: Draw): number[] => {
  if (kind === 'OPENSSH ENCRYPTED') return openSsh(draw, 'aes256-ctr')
  if (kind.startsWith('OPENSSH')) return openSsh(draw, 'none')
  if (kind.startsWith('PGP')) return [0x95, 0x03, 0x98, 0x04, ...bytes(draw, 900)]
  const length = kind.startsWith('EC ') ? 120 : 600
  return [0x30, 0x82, length >> 8, length & 255, ...bytes(draw, length)]
}

const lines = (body: readonly number[]): string[] =>
  Buffer.from(body)
    .toString('base64')
    .match(/.{1,64}/g) ?? []

const headerOf = (kind: string): string => (kind === 'OPENSSH ENCRYPTED' ? 'OPENSSH PRIVATE KEY' : kind)

/** A whole armoured private key, line by line; `kind` is what stands between `BEGIN` and the dashes. */
export const pemLines = (kind: string, draw: Draw): string[] => {
  const header = headerOf(kind)
  const preamble = header.startsWith('PGP') ? [''] : []
  const frame = (word: string): string => `${dashes}${word} ${header}${dashes}`
  return [frame('BEGIN'), ...preamble, ...lines(bodyFor(kind, draw)), frame('END')]
}

/** A whole PuTTY key file; `cipher` is `none` or `aes256-cbc`. */
export const puttyLines = (cipher: string, draw: Draw): string[] => {
  const publicPart = lines(bytes(draw, 51))
  const privatePart = lines(bytes(draw, 36))
  return [
    'PuTTY-User-Key-File-3: ssh-ed25519',
    `Encryption: ${cipher}`,
    'Comment: somebody@somewhere',
    `Public-Lines: ${publicPart.length}`,
    ...publicPart,
    `${'Private'}-Lines: ${privatePart.length}`,
    ...privatePart,
    `Private-MAC: ${Buffer.from(bytes(draw, 32)).toString('hex')}`,
  ]
}
