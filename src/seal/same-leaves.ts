import { parseJson } from '../formats/json.ts'
import type { Tree } from '../formats/tree.ts'
import { parseYaml } from '../formats/yaml.ts'
import { plainBytes } from '../sops/crypto/plain-bytes.ts'
import type { EncryptedFile, Leaf } from '../sops/document.ts'
import { leavesOf } from '../sops/leaves.ts'
import { compileSelectors } from '../sops/selectors.ts'
import { type Store, storeOf } from '../sops/sniff.ts'
import { readDotenv } from '../sops/stores/dotenv.ts'
import { readIni } from '../sops/stores/ini.ts'
import { requireKept } from './kept-values.ts'
import { withoutListComments } from './list-comments.ts'
import { Failed, Refused } from './outcome.ts'
import type { Recipe } from './recipe.ts'

/** A plain text as sops reads it; undefined for the binary store. */
const readPlain = async (store: Store, text: string): Promise<Tree | undefined> => {
  if (store === 'yaml') return parseYaml(text)
  if (store === 'json') return parseJson(text)
  if (store === 'dotenv') return readDotenv(text)
  return store === 'ini' ? readIni(text) : undefined
}

/** A plain file as it is to come out of sops. */
export interface PlainFile {
  readonly store: Store
  readonly text: string
  readonly leaves: readonly Leaf[]
  /** How many of its comments say something. */
  readonly comments: number
}

/** Where each leaf of a plain text stands, or what makes that impossible to tell. Throws {@link Refused}. */
export const plainLeaves = async (path: string, text: string, recipe: Recipe): Promise<PlainFile | undefined> => {
  const tree = await readPlain(storeOf(path), text)
  if (tree === undefined) return undefined
  const [problem] = tree.problems
  if (problem !== undefined) throw new Refused(`cannot be read as ${storeOf(path).toUpperCase()}: ${problem.message}`)
  if (tree.trailing !== undefined) throw new Refused('has text behind its end, which sops would drop')
  const leaves = leavesOf(tree, text, await compileSelectors(recipe.selectors))
  if (leaves.some(({ alias }) => alias) || (tree.marks ?? []).length > 0)
    throw new Refused('has YAML anchors or tags, which sops expands, so that its values cannot be counted afterwards')
  requireKept(storeOf(path), text, tree, leaves)
  return { store: storeOf(path), text, leaves, comments: tree.comments.filter(isSaying).length }
}

const isSaying = ({ text }: { readonly text: string }): boolean => text.trim() !== ''

const placeOf = ({ document, place }: Leaf): string => JSON.stringify([document, ...place])

/**
 * Throws unless the encrypted file has the very leaves of the plain one, each as long as it was, and none that is left to
 * be encrypted.
 */
export const requireSameLeaves = (
  before: PlainFile | undefined,
  plain: Buffer,
  after: EncryptedFile,
  text: string,
): void => {
  if (before === undefined) requireEnvelope(after, plain)
  else requireThose(before, after, text)
}

const requireThose = (before: PlainFile, after: EncryptedFile, text: string): void => {
  const leaves = withoutListComments(after.leaves)
  requirePlaces(before, leaves)
  requireEncrypted(before, leaves, after)
  const changed = before.leaves.some((leaf, index) => !fits(before, leaf, leaves[index], text))
  if (changed) throw new Failed('was kept, because what sops made of it has other values')
  const comments = after.comments.filter(isSaying).length + after.leaves.length - leaves.length
  if (comments < before.comments) throw new Failed('was kept, because sops would drop some of its comments')
}

const requirePlaces = (before: PlainFile, leaves: readonly Leaf[]): void => {
  if (before.leaves.map(placeOf).join('\n') !== leaves.map(placeOf).join('\n'))
    throw new Failed('was kept, because what sops made of it has other keys')
}

const requireEncrypted = (before: PlainFile, leaves: readonly Leaf[], { policy }: EncryptedFile): void => {
  const open = before.leaves.filter(({ value }) => value !== null && value !== '')
  const encrypted = new Set(leaves.filter((leaf) => leaf.encrypted !== undefined).map(placeOf))
  const left = open.filter((leaf) => leaf.mustBeEncrypted && !encrypted.has(placeOf(leaf)))
  if (left.length > 0 && !policy.byComment)
    throw new Failed(`was kept, because sops left ${left.length} of its values in plaintext`)
  if (encrypted.size === 0 && open.length > 0)
    throw new Failed('was kept, because sops encrypted nothing: its selectors match no key')
}

/** Ciphertext is as long as what it holds; what is not encrypted reads as it did. */
const fits = ({ store, text }: PlainFile, before: Leaf, after: Leaf | undefined, afterText: string): boolean => {
  if (after === undefined) return false
  const forms = plainBytes(before, store, text)
  if (after.encrypted === undefined) {
    const now = plainBytes(after, store, afterText)
    return before.value === after.value || forms.some((form) => now.includes(form))
  }
  const length = lengthOf(after.encrypted.data)
  return forms.some((form) => Buffer.byteLength(form) === length)
}

const lengthOf = (base64: string): number => Buffer.from(base64, 'base64').length

const requireEnvelope = ({ store, leaves }: EncryptedFile, plain: Buffer): void => {
  const [leaf] = leaves
  if (store !== 'binary' || leaves.length !== 1 || leaf?.encrypted === undefined)
    throw new Failed('was kept, because sops did not make an encrypted file of it')
  if (lengthOf(leaf.encrypted.data) !== plain.length)
    throw new Failed('was kept, because what sops made of it has another length')
}
