import { UserError } from '../model/errors.ts'
import { base62Checksum } from './base62-crc32.ts'
import { toBech32 } from './bech32.ts'
import { pemLines, puttyLines } from './mould-blocks.ts'
import { type Draw, drawFrom } from './prng.ts'

type Mould = (argument: string, draw: Draw) => string

const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()
const digits = '0123456789'

const pick = (alphabet: string, length: number, draw: Draw): string =>
  Array.from({ length }, () => alphabet.charAt(draw(alphabet.length))).join('')

const of =
  (alphabet: string): Mould =>
  (argument, draw) =>
    pick(alphabet, Number(argument), draw)

const bytes = (draw: Draw, length: number): number[] => Array.from({ length }, () => draw(256))

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const base64url = (text: string): string => Buffer.from(text).toString('base64url')

const withChecksum = (prefix: string, draw: Draw): string => {
  const body = pick(digits + upper + lower, 30, draw)
  return `${prefix}_${body}${base62Checksum(body)}`
}

const jwt: Mould = (argument, draw) => {
  const header = JSON.stringify({ alg: argument === '' ? 'HS256' : argument, typ: 'JWT' })
  const claims = JSON.stringify({ sub: pick(lower, 8, draw), iat: 1_700_000_000 + draw(1_000_000) })
  return `${base64url(header)}.${base64url(claims)}.${pick(digits + upper + lower, 43, draw)}`
}

const bedrockShort: Mould = (_, draw) => {
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=43200&X-Amz-Signature=${pick('0123456789abcdef', 64, draw)}`
  return `bedrock-api-key-${base64(`bedrock.amazonaws.com/?Action=CallWithBearerToken&${query}`)}`
}

const identity = (prefix: string, length: number, draw: Draw): string =>
  toBech32(prefix, bytes(draw, length)).toUpperCase()

const uuid: Mould = (_, draw) => [8, 4, 4, 4, 12].map((length) => pick('0123456789abcdef', length, draw)).join('-')

const moulds: ReadonlyMap<string, Mould> = new Map<string, Mould>([
  ['alnum', of(digits + upper + lower)],
  ['alpha', of(upper + lower)],
  ['lower', of(lower)],
  ['upper', of(upper)],
  ['digits', of(digits)],
  ['hex', of(`${digits}abcdef`)],
  ['base32', of(`${upper}234567`)],
  ['base36', of(digits + lower)],
  ['base64', of(`${upper}${lower}${digits}+/`)],
  ['base64url', of(`${upper}${lower}${digits}-_`)],
  ['uuid', uuid],
  ['github-crc32', withChecksum],
  ['npm-crc32', (_, draw) => withChecksum('npm', draw)],
  ['age-identity', (_, draw) => identity('age-secret-key-', 32, draw)],
  ['age-identity-pq', (_, draw) => identity('age-secret-key-pq-', 32, draw)],
  ['age-plugin', (name, draw) => identity(`age-plugin-${name.toLowerCase()}-`, 20, draw)],
  ['age-recipient', (_, draw) => toBech32('age', bytes(draw, 32))],
  ['jwt', jwt],
  ['bedrock-short', bedrockShort],
  ['dashes', (argument) => '-'.repeat(argument === '' ? 5 : Number(argument))],
  ['pem', (kind, draw) => pemLines(kind, draw).join('\n')],
  ['pem-crlf', (kind, draw) => pemLines(kind, draw).join('\r\n')],
  ['pem-escaped', (kind, draw) => pemLines(kind, draw).join('\\n')],
  ['pem-indented', (kind, draw) => pemLines(kind, draw).join('\n    ')],
  ['pem-base64', (kind, draw) => base64(`${pemLines(kind, draw).join('\n')}\n`)],
  ['pem-body', (argument, draw) => Buffer.from(bytes(draw, Number(argument))).toString('base64')],
  ['putty', (cipher, draw) => puttyLines(cipher === '' ? 'none' : cipher, draw).join('\n')],
])

/** Names of moulds begin with a lower-case letter, so `${DB_PASSWORD}` stays what it is; `$${` is a literal `${`. */
const slot = /\$\$\{|\$\{([a-z][a-z0-9-]*)(?::([^}]*))?\}/g

/**
 * Fills every mould in a text with what a seeded generator draws: the same text and seed give the same result.
 * Tests and rule examples use it so that no literal that looks like a credential stands in the repository.
 *
 * `${alnum:36}` `${alpha:N}` `${lower:N}` `${upper:N}` `${digits:N}` `${hex:N}` `${base32:N}` `${base36:N}`
 * `${base64:N}` `${base64url:N}`: N characters of that alphabet. `${uuid}`.
 * `${github-crc32:ghp}` (any prefix), `${npm-crc32}`: tokens with a right checksum.
 * `${age-identity}` `${age-identity-pq}` `${age-plugin:NAME}` `${age-recipient}`: bech32 with a right checksum.
 * `${jwt}` or `${jwt:ALG}`, `${bedrock-short}`.
 * `${pem:RSA PRIVATE KEY}`: a whole key of the kind between the dashes (`OPENSSH ENCRYPTED` for one with a passphrase);
 * `${pem-crlf:…}` with CRLF, `${pem-escaped:…}` on one line with `\n`, `${pem-indented:…}` with four spaces before every
 * further line, `${pem-base64:…}` in base64. `${pem-body:N}`: N bytes in base64. `${putty}` or `${putty:CIPHER}`.
 * `${dashes}`: five dashes, `${dashes:N}`: N of them.
 */
export const expandMould = (text: string, seed: number): string => {
  const draw = drawFrom(seed)
  return text.replace(slot, (whole, name: string | undefined, argument: string | undefined) => {
    if (name === undefined) return '${'
    const mould = moulds.get(name)
    if (mould === undefined)
      throw new UserError(`no mould is named "${name}" in "${whole}"; write "$${whole}" for the text itself`)
    return mould(argument ?? '', draw)
  })
}
