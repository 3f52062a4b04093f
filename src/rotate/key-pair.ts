import { keyPairHalf } from '../checks/rotation/credential-names.ts'
import { shownKey } from '../checks/shown-key.ts'
import { UserError } from '../model/errors.ts'
import type { EncryptedFile, Leaf } from '../sops/document.ts'

/** The two leaves of one AWS key. */
export interface KeyPair {
  readonly id: Leaf
  readonly secret: Leaf
}

const halfOfName = /secret[_-]?(?:access[_-]?)?key|access[_-]?key[_-]?id/i

/** What the two halves of a pair have in common: where they stand, and their name without the half. */
const stemOf = ({ document, place, path }: Leaf): string =>
  JSON.stringify([document, place.slice(0, -1), (path.at(-1) ?? '').replace(halfOfName, '*').toLowerCase()])

/** Every pair of the file, in its order; a half that stands alone is none. */
export const keyPairs = ({ leaves }: Pick<EncryptedFile, 'leaves'>): readonly KeyPair[] => {
  const groups = new Map<string, { id: Leaf[]; secret: Leaf[] }>()
  for (const leaf of leaves) {
    const half = keyPairHalf(leaf.path)
    if (half === undefined) continue
    const group = groups.get(stemOf(leaf)) ?? { id: [], secret: [] }
    group[half].push(leaf)
    groups.set(stemOf(leaf), group)
  }
  return [...groups.values()].flatMap(({ id: [id, otherId], secret: [secret, otherSecret] }) =>
    id !== undefined && secret !== undefined && otherId === undefined && otherSecret === undefined
      ? [{ id, secret }]
      : [],
  )
}

/** The key path with dots, for people. */
export const nameOf = ({ path }: Pick<Leaf, 'path'>): string => path.map(shownKey).join('.')

const pairName = ({ id, secret }: KeyPair): string => `${nameOf(id)} / ${nameOf(secret)}`

/** `profiles.dev.access_key_id` and `[dev]` of INI stand under the name; `aws_access_key_id_dev` ends in it. */
const isOfProfile = ({ id }: KeyPair, profile: string): boolean => {
  const above = id.path.at(-2)
  if (above !== undefined) return above === profile
  return (id.path.at(-1) ?? '').toLowerCase().endsWith(`_${profile.toLowerCase()}`)
}

const isAtTop = ({ id }: KeyPair, store: EncryptedFile['store']): boolean =>
  id.path.length === (store === 'ini' ? 2 : 1)

/** The pair that is meant: of the profile, else the one at the top, else the only one. Throws UserError with the names. */
export const findKeyPair = (file: EncryptedFile, shown: string, profile: string | undefined): KeyPair => {
  const all = keyPairs(file)
  const asked = profile === undefined ? [] : all.filter((pair) => isOfProfile(pair, profile))
  const atTop = all.filter((pair) => isAtTop(pair, file.store))
  const meant = profile !== undefined ? asked : atTop.length > 0 ? atTop : all
  const [pair, another] = meant
  if (pair !== undefined && another === undefined) return requirePair(file, pair, shown)
  throw new UserError(`${shown}: ${missing(meant, all, profile)}`)
}

const missing = (meant: readonly KeyPair[], all: readonly KeyPair[], profile: string | undefined): string => {
  if (all.length === 0) return 'holds no AWS key pair: no key is named like aws_access_key_id with its secret beside it'
  const names = (meant.length > 0 ? meant : all).map(pairName).join(', ')
  if (meant.length > 0) return `which key pair is meant is open: ${names}; name one with --profile`
  return `has no key pair of a profile "${profile ?? ''}"; there are: ${names}`
}

/** Throws UserError where sops could not set the pair. */
const requirePair = (file: EncryptedFile, pair: KeyPair, shown: string): KeyPair => {
  const reason = refusalOf(file) ?? leafRefusal(pair.id) ?? leafRefusal(pair.secret)
  if (reason !== undefined) throw new UserError(`${shown}: ${reason}`)
  return pair
}

const refusalOf = ({ problems, duplicates, marks, trailing, store, unreadBlocks }: EncryptedFile) => {
  if (problems.length > 0) return `cannot be read as ${store.toUpperCase()}`
  if (duplicates.length > 0) return 'has a key twice, and which one counts nobody can tell'
  if (marks.length > 0) return 'has YAML anchors or tags, which sops never writes'
  if (unreadBlocks.length > 0) return 'has a second sops block, which sops would drop'
  return trailing === undefined ? undefined : 'has text behind its end, which sops would drop'
}

const leafRefusal = (leaf: Leaf): string | undefined => {
  if (leaf.encrypted === undefined) return `${nameOf(leaf)} is in plaintext: run leaktight seal --fix first`
  if (leaf.encrypted.type !== 'str') return `${nameOf(leaf)} is no text`
  if (leaf.document > 0) return `${nameOf(leaf)} stands in a further document, and sops set reaches the first alone`
  return leaf.place.some((step) => typeof step === 'string' && step.includes('['))
    ? 'has a key with a bracket, which sops set cannot name'
    : undefined
}
