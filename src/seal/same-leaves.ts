import { parseJson } from '../formats/json.ts'
import type { Tree } from '../formats/tree.ts'
import { parseYaml } from '../formats/yaml.ts'
import type { EncryptedFile, Leaf } from '../sops/document.ts'
import { leavesOf } from '../sops/leaves.ts'
import { compileSelectors } from '../sops/selectors.ts'
import { type Store, storeOf } from '../sops/sniff.ts'
import { readDotenv } from '../sops/stores/dotenv.ts'
import { readIni } from '../sops/stores/ini.ts'
import { Failed, Refused } from './outcome.ts'
import type { Recipe } from './recipe.ts'

/** A plain text as sops reads it; undefined for the binary store. */
const readPlain = async (store: Store, text: string): Promise<Tree | undefined> => {
  if (store === 'yaml') return parseYaml(text)
  if (store === 'json') return parseJson(text)
  if (store === 'dotenv') return readDotenv(text)
  return store === 'ini' ? readIni(text) : undefined
}

/** Where each leaf of a plain text stands, or what makes that impossible to tell. Throws {@link Refused}. */
export const plainLeaves = async (path: string, text: string, recipe: Recipe): Promise<readonly Leaf[] | undefined> => {
  const tree = await readPlain(storeOf(path), text)
  if (tree === undefined) return undefined
  const [problem] = tree.problems
  if (problem !== undefined) throw new Refused(`cannot be read as ${storeOf(path).toUpperCase()}: ${problem.message}`)
  if (tree.trailing !== undefined) throw new Refused('has text behind its end, which sops would drop')
  const leaves = leavesOf(tree, text, await compileSelectors(recipe.selectors))
  if (leaves.some(({ alias }) => alias) || (tree.marks ?? []).length > 0)
    throw new Refused('has YAML anchors or tags, which sops expands, so that its values cannot be counted afterwards')
  return leaves
}

const placeOf = ({ document, place }: Leaf): string => JSON.stringify([document, ...place])

/** Throws unless the encrypted file has the very leaves of the plain one, and none that is left to be encrypted. */
export const requireSameLeaves = (before: readonly Leaf[] | undefined, after: EncryptedFile): void => {
  if (before === undefined) requireEnvelope(after)
  else requireThose(before, after)
}

const requireThose = (before: readonly Leaf[], after: EncryptedFile): void => {
  if (before.map(placeOf).join('\n') !== after.leaves.map(placeOf).join('\n'))
    throw new Failed('was kept, because what sops made of it has other keys')
  const open = before.filter(({ value }) => value !== null && value !== '')
  const encrypted = new Set(after.leaves.filter((leaf) => leaf.encrypted !== undefined).map(placeOf))
  const left = open.filter((leaf) => leaf.mustBeEncrypted && !encrypted.has(placeOf(leaf)))
  if (left.length > 0 && !after.policy.byComment)
    throw new Failed(`was kept, because sops left ${left.length} of its values in plaintext`)
  if (encrypted.size === 0 && open.length > 0)
    throw new Failed('was kept, because sops encrypted nothing: its selectors match no key')
}

const requireEnvelope = ({ store, leaves }: EncryptedFile): void => {
  const [leaf] = leaves
  if (store !== 'binary' || leaves.length !== 1 || leaf?.encrypted === undefined)
    throw new Failed('was kept, because sops did not make an encrypted file of it')
}
