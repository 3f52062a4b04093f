import { CannotCheckError, UserError } from '../model/errors.ts'
import type { Keys } from '../model/rule.ts'
import { Secret } from '../model/secret.ts'
import { openFile } from '../sops/crypto/open-file.ts'
import type { EncryptedFile, Leaf } from '../sops/document.ts'
import type { Credentials } from './cloud.ts'
import type { KeyPair } from './key-pair.ts'

/** The plaintext of some leaves, read in memory from a file whose MAC is right. Throws CannotCheckError otherwise. */
export const readLeaves = async (
  file: EncryptedFile,
  content: Buffer,
  leaves: readonly Leaf[],
  shown: string,
  keys: Keys,
): Promise<readonly Secret[]> => {
  const found = new Map<Leaf, Secret>()
  const text = content.toString('utf8')
  const opening = await openFile(file, { text, bytes: content }, keys, (leaf, plaintext) => {
    if (leaves.includes(leaf)) found.set(leaf, new Secret(plaintext.toString('utf8')))
  })
  if ('reason' in opening) throw new CannotCheckError(`${shown}: ${opening.reason}`)
  const { mac, unauthentic } = opening.authenticity
  if (mac === 'wrong' || unauthentic.length > 0)
    throw new CannotCheckError(`${shown}: its MAC is wrong: it was changed by hand; mend it before anything is rotated`)
  if (mac === 'unsaid')
    throw new CannotCheckError(
      `${shown}: has values in plaintext that must be encrypted: run leaktight seal --fix first`,
    )
  return leaves.map((leaf) => {
    const secret = found.get(leaf)
    if (secret === undefined) throw new CannotCheckError(`${shown}: its key pair could not be decrypted`)
    return secret
  })
}

const looksLikeId = /^[A-Z0-9]{16,128}$/

/** The pair of the file. Throws UserError for what cannot be rotated. */
export const readKeyPair = async (
  file: EncryptedFile,
  content: Buffer,
  pair: KeyPair,
  shown: string,
  keys: Keys,
): Promise<Credentials> => {
  const [id, secretAccessKey] = await readLeaves(file, content, [pair.id, pair.secret], shown, keys)
  if (id === undefined || secretAccessKey === undefined) throw new CannotCheckError(`${shown}: its key pair is gone`)
  if (!id.read((value) => looksLikeId.test(value))) throw new UserError(`${shown}: what it holds is no access key id`)
  if (id.read((value) => value.startsWith('ASIA')))
    throw new UserError(`${shown}: holds temporary credentials, which expire by themselves and cannot be rotated`)
  return { accessKeyId: id.read((value) => value), secretAccessKey }
}
