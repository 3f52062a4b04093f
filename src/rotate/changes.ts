import { claimName } from '../checks/rotation/claim-names.ts'
import { prefixesOf } from '../checks/rotation/claims.ts'
import { namesCredential, underscored } from '../checks/rotation/credential-names.ts'
import type { EncryptedFile, Leaf } from '../sops/document.ts'
import { noMarks } from '../sops/selectors.ts'
import { type NewKey, shownId } from './cloud.ts'
import { type KeyPair, nameOf } from './key-pair.ts'

/** One value that is written into the file. */
export interface Change {
  readonly what: 'secret' | 'id' | 'date' | 'hint'
  readonly path: readonly string[]
  readonly place: Leaf['place']
  /** For people. */
  readonly name: string
  /** Whether sops encrypts it. */
  readonly encrypted: boolean
}

export interface Changes {
  /** In the order in which they are written. */
  readonly list: readonly Change[]
  /** What is told and not done. */
  readonly notes: readonly string[]
}

const rotatedAt = /(?:^|[_-])(?:last_)?rotated[_-]?at(?:_unencrypted)?$/i
const keyHint = /(?:^|[_-])key[_-]?hint(?:_unencrypted)?$/i
const expiresAt = /(?:^|[_-])expires?[_-]?(?:at|on)?(?:_unencrypted)?$/i
const idInName = /access[_-]?key[_-]?id/i

/** `aws_` of `aws_access_key_id`; what stands behind the half is part of other names, too. */
const prefixOf = ({ path }: Leaf): string => {
  const name = path.at(-1) ?? ''
  return name.slice(0, Math.max(0, name.search(idInName)))
}

const isBeside = (leaf: Leaf, { id }: KeyPair): boolean =>
  leaf.document === id.document && JSON.stringify(leaf.place.slice(0, -1)) === JSON.stringify(id.place.slice(0, -1))

const prefixesOfLeaf = ({ path }: Pick<Leaf, 'path'>): readonly string[] => prefixesOf(underscored(path.at(-1) ?? ''))

/** Of which a claim with this prefix speaks: of the pair, and of nothing else that is secret. */
const speaksOf = (file: EncryptedFile, pair: KeyPair, prefix: string): boolean => {
  const speaks = (leaf: Leaf): boolean => isBeside(leaf, pair) && prefixesOfLeaf(leaf).includes(prefix)
  const isOther = (leaf: Leaf): boolean => leaf !== pair.id && leaf !== pair.secret && namesCredential(leaf.path)
  return [pair.id, pair.secret].some(speaks) && !file.leaves.some((leaf) => isOther(leaf) && speaks(leaf))
}

/** The leaf beside the pair that speaks of it, and of it alone; with the longest prefix. */
const besides = (file: EncryptedFile, pair: KeyPair, names: RegExp): Leaf | undefined => {
  const prefixed = file.leaves
    .filter((leaf) => isBeside(leaf, pair) && !leaf.alias && names.test(leaf.path.at(-1) ?? ''))
    .flatMap((leaf) => {
      const prefix = claimName(leaf.path.at(-1) ?? '', '')?.prefix
      return prefix !== undefined && speaksOf(file, pair, prefix) ? [{ leaf, prefix }] : []
    })
  return prefixed.sort((one, other) => other.prefix.length - one.prefix.length)[0]?.leaf
}

const changeOf = (what: Change['what'], leaf: Leaf): Change => ({
  what,
  path: leaf.path,
  place: leaf.place,
  name: nameOf(leaf),
  encrypted: leaf.mustBeEncrypted,
})

/** The date key that is to be made, where it speaks of the pair alone and the selectors of the file leave it readable. */
const newDate = (file: EncryptedFile, pair: KeyPair): Change | undefined => {
  const { id } = pair
  const own = id.path.at(-1) ?? ''
  const prefix = [prefixOf(id), `${own}_`].find((each) => speaksOf(file, pair, underscored(each).replace(/_$/, '')))
  if (prefix === undefined) return undefined
  const name = `${prefix}${/^[A-Z0-9_]+$/.test(own) ? 'ROTATED_AT' : 'rotated_at'}_unencrypted`
  const [path, place] = [
    [...id.path.slice(0, -1), name],
    [...id.place.slice(0, -1), name],
  ]
  if (file.policy.byComment || file.policy.mustEncrypt(path, noMarks)) return undefined
  return { what: 'date', path, place, name: nameOf({ path }), encrypted: false }
}

/** What is written for a new key: the secret first, so that an id never stands beside a secret of which it is not. */
export const planChanges = (file: EncryptedFile, pair: KeyPair): Changes => {
  const known = besides(file, pair, rotatedAt)
  const date = known === undefined ? newDate(file, pair) : changeOf('date', known)
  const hint = besides(file, pair, keyHint)
  const expiry = besides(file, pair, expiresAt)
  return {
    list: [
      changeOf('secret', pair.secret),
      changeOf('id', pair.id),
      ...(date === undefined ? [] : [date]),
      ...(hint === undefined ? [] : [changeOf('hint', hint)]),
    ],
    notes: [
      ...(date === undefined
        ? ['no rotation date is written: it would be encrypted, or speak of another credential, too']
        : []),
      ...(expiry === undefined ? [] : [`${nameOf(expiry)} is not touched: set the new date with sops set`]),
    ],
  }
}

/** What one change writes; the caller keeps it in memory. */
export const readValue = <T>({ what }: Change, key: NewKey, look: (value: string) => T): T => {
  if (what === 'secret') return key.secretAccessKey.read(look)
  if (what === 'id') return look(key.accessKeyId)
  if (what === 'hint') return look(shownId(key.accessKeyId))
  return look(`${key.createDate.toISOString().slice(0, 19)}Z`)
}
