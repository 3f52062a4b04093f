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

/** The path of a file that the same change deletes and whose plaintext the document looks like. */
export const decryptedFrom = async (document: Document): Promise<string | undefined> => {
  let plain: ReadonlySet<string> | undefined
  for (const removed of document.unit.removed ?? []) {
    const shape = await knownShape(removed)
    if (shape === undefined) continue
    if (shape.length !== undefined && shape.length >= shortest && shape.length === document.unit.size)
      return removed.path
    if (shape.keys.size === 0) continue
    plain ??= await plainKeys(document)
    if (holdsMost(plain, shape.keys)) return removed.path
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
const plainKeys = async ({ path, text, binary }: Document): Promise<ReadonlySet<string>> => {
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
