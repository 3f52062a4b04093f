import { leavesOf } from '../../formats/key-tree.ts'
import type { ScalarNode } from '../../formats/tree.ts'
import type { Document } from '../../model/rule.ts'
import type { Removed } from '../../model/unit.ts'
import { parseEnc } from '../../sops/enc.ts'
import { treeOf } from '../../sops/plaintext.ts'
import { type Shape, shapeOf } from '../../sops/shape.ts'
import { storeOf } from '../../sops/sniff.ts'
import { isPlaceholder } from '../kubernetes/placeholder.ts'

/** Shorter plaintexts have their length in common by chance. */
const shortest = 24

/** Of the keys that were encrypted, how many must be there in plaintext. */
const enough = 0.8

/** A file that may be plaintext. */
export interface PlainFile extends Pick<Document, 'path' | 'text' | 'binary'> {
  /** Bytes. */
  readonly size: number
}

/** The path of a file that the same change deletes and whose plaintext the document looks like. */
export const decryptedFrom = async ({ path, text, binary, unit }: Document): Promise<string | undefined> =>
  unit.removed === undefined
    ? undefined
    : (await sealedVersionOf({ path, text, binary, size: unit.size }, unit.removed))?.path

/** The first of some files that is encrypted and whose plaintext a file looks like. */
export const sealedVersionOf = async (
  file: PlainFile,
  others: readonly Removed[],
): Promise<{ path: string; shape: Shape } | undefined> => {
  let plain: ReadonlySet<string> | undefined
  for (const other of others) {
    const shape = await knownShape(other)
    if (shape === undefined) continue
    const found = { path: other.path, shape }
    if (shape.length !== undefined && shape.length >= shortest && shape.length === file.size) return found
    if (shape.keys.size === 0) continue
    plain ??= await plainKeys(file)
    if (holdsMost(plain, shape.keys)) return found
  }
  return undefined
}

const shapes = new WeakMap<Removed, Promise<Shape | undefined>>()

/** One deleted file is compared with every new one, and read once. */
const knownShape = (removed: Removed): Promise<Shape | undefined> => {
  const known = shapes.get(removed) ?? readShape(removed)
  shapes.set(removed, known)
  return known
}

const readShape = async ({ path, bytes }: Removed): Promise<Shape | undefined> => {
  const content = await bytes()
  if (content === undefined) return undefined
  const held = Buffer.from(content.buffer, content.byteOffset, content.length)
  return held.includes('ENC[AES256_GCM,') ? shapeOf(path, held.toString('utf8')) : undefined
}

/** Dotted paths of the values that are neither ciphertext nor placeholders. */
export const plainKeys = async ({ path, text, binary }: Omit<PlainFile, 'size'>): Promise<ReadonlySet<string>> => {
  const tree = binary ? undefined : await treeOf(storeOf(path), text)
  const keys = new Set<string>()
  for (const document of tree?.documents ?? [])
    for (const leaf of leavesOf(document))
      if (leaf.node.kind === 'scalar' && holdsValue(leaf.node)) keys.add(leaf.path.join('.'))
  return keys
}

const holdsValue = ({ value }: ScalarNode): boolean => {
  if (typeof value !== 'string') return value !== null
  return parseEnc(value) === undefined && !isPlaceholder(value)
}

const holdsMost = (keys: ReadonlySet<string>, of: ReadonlySet<string>): boolean =>
  [...of].filter((key) => keys.has(key)).length >= of.size * enough
