import type { EncryptedFile, Leaf } from '../sops/document.ts'
import { readEncryptedFile } from '../sops/encrypted-file.ts'
import type { SopsRun } from '../sops/run-sops.ts'
import type { Bench } from './bench.ts'
import { type Draft, readDraft } from './draft.ts'
import type { HeldFile } from './held-file.ts'
import { Failed, Refused } from './outcome.ts'
import { settableLeaves, treePath, valueInput, withoutValues } from './plain-leaves.ts'

/** What encrypting single values of a file begins with. */
export interface LeafPlan {
  readonly text: string
  readonly file: EncryptedFile
  readonly leaves: readonly Leaf[]
  /** The text without the plain values. */
  readonly blank: string
}

/** Takes the plain values out of the text of an encrypted file. Throws {@link Refused} where sops could not set them. */
export const planLeaves = async (path: string, bytes: Buffer, bench: Bench): Promise<LeafPlan> => {
  const text = bytes.toString('utf8')
  if (!Buffer.from(text).equals(bytes)) throw new Refused('is no UTF-8 text')
  const file = await requireEncrypted(path, text)
  const leaves = settableLeaves(file)
  for (const leaf of leaves) valueInput(leaf, text)
  const committed = await bench.committed(path)
  if (committed !== undefined) await requireHonest(path, file, committed)
  const blank = withoutValues(text, file.store, leaves)
  const rest = await requireEncrypted(path, blank)
  const emptied = new Set(leaves.map(placeOf))
  const values = valuesOf(file)
  const fits = (leaf: Leaf): boolean =>
    emptied.has(placeOf(leaf)) ? leaf.value === '' || leaf.value === null : leaf.value === values.get(placeOf(leaf))
  if (placesOf(rest) !== placesOf(file) || rest.problems.length > 0 || !rest.leaves.every(fits))
    throw new Refused('is written so that its plain values cannot be taken out')
  return { text, file, leaves, blank }
}

const requireEncrypted = async (path: string, text: string): Promise<EncryptedFile> => {
  const file = await readEncryptedFile(path, text)
  if (file === undefined) throw new Failed('was kept, because what came out is no encrypted file')
  return file
}

const placeOf = ({ document, place }: Leaf): string => JSON.stringify([document, ...place])
const placesOf = ({ leaves }: EncryptedFile): string => leaves.map(placeOf).join('\n')
const valuesOf = ({ leaves }: EncryptedFile): ReadonlyMap<string, Leaf['value']> =>
  new Map(leaves.map((leaf) => [placeOf(leaf), leaf.value]))

/**
 * A new MAC vouches for everything in the file. Ciphertext that was changed since the version with the old MAC must not
 * be vouched for.
 */
const requireHonest = async (path: string, file: EncryptedFile, committed: string): Promise<void> => {
  const base = await readEncryptedFile(path, committed)
  if (base === undefined || base.metadata.mac !== file.metadata.mac) return
  const known = valuesOf(base)
  if (file.leaves.some((leaf) => leaf.encrypted !== undefined && known.get(placeOf(leaf)) !== leaf.value))
    throw new Refused(
      'has ciphertext that differs from the committed version under the same MAC; look at git diff first',
    )
}

/** Has sops encrypt the values into the draft, one after the other, each over standard input; the verified result. */
export const encryptLeaves = async (
  path: string,
  plan: LeafPlan,
  held: HeldFile,
  draft: Draft,
  bench: Bench,
): Promise<Buffer> => {
  const { store } = plan.file
  const types = ['--input-type', store, '--output-type', store]
  for (const [index, leaf] of plan.leaves.entries())
    require(
      await bench.sops({
        // The old MAC cannot match a text in which values were typed; the first call writes one that does.
        args: ['set', ...types, ...(index === 0 ? ['--ignore-mac'] : []), '--value-stdin', draft.path, treePath(leaf)],
        input: valueInput(leaf, plan.text),
      }),
    )
  require(await bench.sops({ args: ['decrypt', ...types, draft.path] })) // into nothing: the MAC is right
  const content = await readDraft(held, draft, bench.layer)
  requireLeaves(plan, await requireEncrypted(path, content.toString('utf8')))
  return content
}

const require = (run: SopsRun): void => {
  if (!run.ok) throw new Failed(`was kept, because ${run.reason}`)
}

const requireLeaves = (plan: LeafPlan, after: EncryptedFile): void => {
  if (placesOf(after) !== placesOf(plan.file)) throw new Failed('was kept, because what sops made of it has other keys')
  const set = new Map(plan.leaves.map((leaf) => [placeOf(leaf), leaf]))
  const values = valuesOf(plan.file)
  for (const leaf of after.leaves) {
    const asked = set.get(placeOf(leaf))
    const right = asked === undefined ? leaf.value === values.get(placeOf(leaf)) : isEncryptionOf(leaf, asked)
    if (!right) throw new Failed('was kept, because sops changed more than the plain values')
  }
  if (identitiesOf(after) !== identitiesOf(plan.file)) throw new Failed('was kept, because sops changed its recipients')
}

const identitiesOf = ({ metadata }: EncryptedFile): string =>
  JSON.stringify(metadata.groups.map(({ keys }) => keys.map(({ type, identity }) => [type, identity])))

/** Of the type that was typed, and as long as it. JSON knows no integers, says sops. */
const isEncryptionOf = ({ encrypted }: Leaf, { value }: Leaf): boolean => {
  if (encrypted === undefined) return false
  if (typeof value === 'boolean') return encrypted.type === 'bool'
  if (typeof value === 'number') return encrypted.type === 'int' || encrypted.type === 'float'
  return encrypted.type === 'str' && Buffer.from(encrypted.data, 'base64').length === Buffer.byteLength(String(value))
}
