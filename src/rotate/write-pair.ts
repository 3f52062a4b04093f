import { CannotCheckError } from '../model/errors.ts'
import type { Keys } from '../model/rule.ts'
import { Failed } from '../seal/outcome.ts'
import type { EncryptedFile, Leaf } from '../sops/document.ts'
import { readEncryptedFile } from '../sops/encrypted-file.ts'
import type { Sops, SopsRun } from '../sops/run-sops.ts'
import { type Change, readValue } from './changes.ts'
import type { NewKey } from './cloud.ts'
import type { PrivateCopy } from './private-copy.ts'
import { readLeaves } from './read-key-pair.ts'

/** A version of sops that reads values from standard input. */
const needed = [3, 11] as const

/** Throws CannotCheckError for a sops that wants values as arguments, where everybody can read them. */
export const requireSops = async (sops: Sops): Promise<void> => {
  const run = await sops({ args: ['--disable-version-check', '--version'], keepOutput: true })
  const [, major = '0', minor = '0'] = (run.ok && /^sops (\d+)\.(\d+)/.exec(run.output.toString('latin1'))) || []
  const [version, release] = [Number(major), Number(minor)]
  if (version > needed[0] || (version === needed[0] && release >= needed[1])) return
  const found = version === 0 ? 'and its version cannot be told' : `and this is ${major}.${minor}`
  throw new CannotCheckError(`sops 3.11 or later is needed, which takes values on standard input, ${found}`)
}

/** `["profiles"]["dev"][0]`; sops reads what stands between the quotes as it is. */
export const treePath = (place: Leaf['place']): string =>
  place.map((step) => (typeof step === 'number' ? `[${step}]` : `["${step}"]`)).join('')

/** Has sops set one value in the copy; the value goes through standard input alone. */
export const setValue = async (
  copy: PrivateCopy,
  { store }: EncryptedFile,
  change: Change,
  key: NewKey,
  sops: Sops,
): Promise<void> => {
  const input = readValue(change, key, (value) => Buffer.from(JSON.stringify(value)))
  const types = ['--input-type', store, '--output-type', store]
  try {
    requireOk(await sops({ args: ['set', ...types, '--value-stdin', copy.path, treePath(change.place)], input }))
  } finally {
    input.fill(0)
  }
}

const requireOk = (run: SopsRun): void => {
  if (!run.ok) throw new Failed(`was kept, because ${run.reason}`)
}

/** What the copy is verified against. */
export interface Expected {
  readonly path: string
  readonly before: EncryptedFile
  readonly changes: readonly Change[]
  readonly key: NewKey
}

/** Throws unless the copy is the file with the new values, and nothing else in it is other than before; its content. */
export const verifyCopy = async (copy: PrivateCopy, expected: Expected, sops: Sops, keys: Keys): Promise<Buffer> => {
  const { path, before, changes, key } = expected
  const types = ['--input-type', before.store, '--output-type', before.store]
  requireOk(await sops({ args: ['decrypt', ...types, copy.path] })) // into nothing: the MAC is right
  const content = await copy.read()
  const after = await readEncryptedFile(path, content.toString('utf8'))
  if (after === undefined || after.problems.length > 0)
    throw new Failed('was kept, because what sops made of it is no encrypted file')
  requireSameRest(before, after, changes)
  const sealed = changes.filter(({ encrypted }) => encrypted)
  const leaves = sealed.map((change) => leafAt(after, change))
  const values = await readLeaves(after, content, leaves, path, keys)
  const right =
    sealed.every((change, index) =>
      readValue(change, key, (value) => values[index]?.read((found) => found === value)),
    ) &&
    changes.every(
      (change) => change.encrypted || readValue(change, key, (value) => leafAt(after, change).value === value),
    )
  if (!right) throw new Failed('was kept, because sops did not write the new pair as it is')
  return content
}

const placeOf = ({ document, place }: Pick<Leaf, 'document' | 'place'>): string => JSON.stringify([document, ...place])
const changedPlace = ({ place }: Change): string => placeOf({ document: 0, place })

const leafAt = ({ leaves }: EncryptedFile, change: Change): Leaf => {
  const leaf = leaves.find((each) => placeOf(each) === changedPlace(change))
  if (leaf === undefined || (leaf.encrypted !== undefined) !== change.encrypted)
    throw new Failed(`was kept, because sops did not write ${change.name} as it should`)
  return leaf
}

/** Ciphertext stays byte for byte where the value stays: sops keeps the iv. */
const requireSameRest = (before: EncryptedFile, after: EncryptedFile, changes: readonly Change[]): void => {
  const changed = new Set(changes.map(changedPlace))
  const rest = ({ leaves }: EncryptedFile): string =>
    leaves
      .filter((leaf) => !changed.has(placeOf(leaf)))
      .map((leaf) => `${placeOf(leaf)} ${typeof leaf.value} ${String(leaf.value)}`)
      .join('\n')
  if (rest(before) !== rest(after)) throw new Failed('was kept, because sops changed more than the key pair')
  if (recipientsOf(before) !== recipientsOf(after)) throw new Failed('was kept, because sops changed its recipients')
}

const recipientsOf = ({ metadata }: EncryptedFile): string =>
  JSON.stringify(metadata.groups.map(({ keys }) => keys.map(({ type, identity }) => [type, identity])))
