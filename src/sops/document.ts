import { parseJson } from '../formats/json.ts'
import type { Problem, TextRange, Tree, TreeNode } from '../formats/tree.ts'
import { parseYaml } from '../formats/yaml.ts'
import { encSpans } from './enc.ts'
import { type Leaf, leavesOf } from './leaves.ts'
import { metadataOf, type SopsMetadata } from './metadata.ts'
import { compileSelectors, type LeafPolicy } from './selectors.ts'
import { maybeBlock, storeOf, structuredStores } from './sniff.ts'

export type { Leaf } from './leaves.ts'
export type { SopsMetadata } from './metadata.ts'

/** A file that SOPS wrote, as far as it can be read without a key. */
export interface SopsFile {
  /** The syntax it is written in; the binary store's envelope is JSON. */
  readonly store: 'yaml' | 'json'
  readonly metadata: SopsMetadata
  /** The file's selectors, compiled. */
  readonly policy: LeafPolicy
  /** All documents, without the `sops` blocks. */
  readonly leaves: readonly Leaf[]
  /** Why leaves may be missing; empty for a file that was read in full. */
  readonly problems: readonly Problem[]
  /** What stands after the end of a JSON document; SOPS never reads it. */
  readonly trailing?: TextRange
}

let latest: { path: string; text: string; file: Promise<SopsFile | undefined> } | undefined

/**
 * Reads a file with SOPS metadata in YAML or JSON, whatever it is called; undefined for any other file. The latest answer
 * is kept, because several rules ask about one document in a row.
 */
export const readSopsFile = async (path: string, text: string): Promise<SopsFile | undefined> => {
  if (!maybeBlock(text)) return undefined
  if (latest?.path !== path || latest.text !== text) latest = { path, text, file: readFile(path, text) }
  return latest.file
}

const readFile = async (path: string, text: string): Promise<SopsFile | undefined> => {
  const read = await readBest(path, text)
  if (read === undefined) return undefined
  const { store, tree } = read
  const metadata = findMetadata(tree.documents) ?? unreadableMetadata(tree, text)
  if (metadata === undefined) return undefined
  const policy = await compileSelectors(metadata.selectors)
  return {
    store,
    metadata,
    policy,
    leaves: leavesOf(tree, text, policy),
    problems: tree.problems,
    ...(tree.trailing === undefined ? {} : { trailing: tree.trailing }),
  }
}

interface Read {
  readonly store: 'yaml' | 'json'
  readonly tree: Tree
}

/**
 * The first store that reads the text without a problem, else the first of all. Prose that quotes an encrypted file has
 * problems as YAML and is none by its name.
 */
const readBest = async (path: string, text: string): Promise<Read | undefined> => {
  let first: Read | undefined
  for (const store of structuredStores(path, text)) {
    const read: Read = { store, tree: await (store === 'yaml' ? parseYaml(text) : parseJson(text)) }
    if (read.tree.problems.length === 0) return read
    first ??= read
  }
  return first?.store === 'yaml' && storeOf(path) !== 'yaml' ? undefined : first
}

/** SOPS takes the block of the first document; a file whose first document has none is judged by the next one. */
const findMetadata = (documents: readonly TreeNode[]): SopsMetadata | undefined => {
  for (const document of documents) {
    if (document.kind !== 'map') continue
    for (const { key, value } of document.entries) {
      const metadata = key === 'sops' ? metadataOf(value) : undefined
      if (metadata !== undefined) return metadata
    }
  }
  return undefined
}

/** Stands in where the syntax is broken before the block was reached, but ciphertext shows that SOPS wrote the file. */
const unreadableMetadata = (tree: Tree, text: string): SopsMetadata | undefined => {
  if (tree.problems.length === 0 || encSpans(text).next().done) return undefined
  return { macOnlyEncrypted: false, selectors: new Map() }
}
