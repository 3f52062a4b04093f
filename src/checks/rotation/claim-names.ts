/** What a key beside a credential claims of it. */
export type ClaimRole = 'created' | 'expires' | 'hint'

export interface ClaimName {
  readonly role: ClaimRole
  /** The name without prefix: `rotated_at`. */
  readonly word: string
  /** Which credentials it speaks of: those whose names begin so; empty for all of its map. */
  readonly prefix: string
  /** The name to use instead, where this one is close, but not read. */
  readonly meant?: string
}

const roles: ReadonlyMap<string, ClaimRole> = new Map([
  ['rotated_at', 'created'],
  ['created_at', 'created'],
  ['created', 'created'],
  ['expires_at', 'expires'],
  ['expires', 'expires'],
  ['key_hint', 'hint'],
])

const nearMisses: ReadonlyMap<string, string> = new Map([
  ...[
    'rotate_at',
    'rotated',
    'rotated_on',
    'rotation_date',
    'rotation_at',
    'rotated_date',
    'last_rotated',
    'last_rotated_at',
    'last_rotation',
    'lastrotated',
    'rotatedat',
    'rotateat',
  ].map((name) => [name, 'rotated_at'] as const),
  ...['create_at', 'created_on', 'createdat', 'creation_date', 'issued_at'].map(
    (name) => [name, 'created_at'] as const,
  ),
  ...[
    'expire_at',
    'expired_at',
    'expires_on',
    'expiresat',
    'expiration',
    'expiration_date',
    'expiry',
    'expiry_date',
    'valid_until',
    'not_after',
  ].map((name) => [name, 'expires_at'] as const),
])

const words = new RegExp(
  `^(?:(?<prefix>.+?)_)??(?<word>${[...nearMisses.keys(), ...roles.keys()].sort((a, b) => b.length - a.length).join('|')})$`,
)
const longest = 100

/** `awsRotatedAt` and `aws-rotated-at` as people mean them. */
const normal = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')

/**
 * What a key says by its name, `suffix` (`_unencrypted`) apart: `aws_rotated_at_unencrypted`, `AWS_EXPIRES_AT`,
 * `aws_key_hint`. Names that are nearly so come with the one that is read.
 */
export const claimName = (key: string, suffix: string): ClaimName | undefined => {
  if (key.length > longest) return undefined
  const bare = suffix !== '' && key.endsWith(suffix) ? key.slice(0, -suffix.length) : withoutUsual(key)
  const groups = words.exec(normal(bare))?.groups
  const word = groups?.word ?? ''
  const prefix = groups?.prefix ?? ''
  const role = roles.get(word)
  if (role !== undefined && normal(bare) === bare.toLowerCase()) return { role, word, prefix }
  const meant = role === undefined ? nearMisses.get(word) : word
  const meantRole = roles.get(meant ?? '')
  if (meant === undefined || meantRole === undefined) return undefined
  return { role: meantRole, word: meant, prefix, meant: prefix === '' ? meant : `${prefix}_${meant}` }
}

const withoutUsual = (key: string): string => key.replace(/_(?:un)?encrypted$/i, '')
