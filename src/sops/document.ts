import { parseJson } from '../formats/json.ts'
import type { Comment, Entry, Problem, TextRange, Tree, TreeNode } from '../formats/tree.ts'
import { parseYaml } from '../formats/yaml.ts'
import { type CommentLeaf, commentLeaves } from './comment-leaves.ts'
import { type Duplicate, duplicatesIn } from './duplicates.ts'
import { encSpans } from './enc.ts'
import { type Leaf, walk } from './leaves.ts'
import { metadataOf, type SopsMetadata } from './metadata.ts'
import { compileSelectors, type LeafPolicy } from './selectors.ts'
import { lineStoreOf, maybeBlock, type Store, storeOf, structuredStores } from './sniff.ts'
import { readDotenv } from './stores/dotenv.ts'
import { unflattened } from './stores/flattened.ts'
import { readIni } from './stores/ini.ts'

export type { CommentLeaf } from './comment-leaves.ts'
export type { Leaf } from './leaves.ts'
export type { SopsMetadata } from './metadata.ts'

/** A file that SOPS wrote, as far as it can be read without a key. */
export interface EncryptedFile {
  readonly store: Store
  readonly metadata: SopsMetadata
  /** The file's selectors, compiled. */
  readonly policy: LeafPolicy
  /** All documents, without the `sops` blocks. */
  readonly leaves: readonly Leaf[]
  /** In file order, without those inside of the `sops` blocks. */
  readonly comments: readonly CommentLeaf[]
  /** Those inside, where SOPS writes none. */
  readonly blockComments: readonly Comment[]
  /** The `sops` blocks of further documents, which SOPS drops unread. */
  readonly unreadBlocks: readonly TreeNode[]
  readonly duplicates: readonly Duplicate[]
  /** Anchors and tags of YAML, which SOPS never writes. */
  readonly marks: readonly TextRange[]
  /** Why leaves may be missing; empty for a file that was read in full. */
  readonly problems: readonly Problem[]
  /** What stands after the end of a JSON document; SOPS never reads it. */
  readonly trailing?: TextRange
}

/** A text as a store reads it, its `sops` blocks apart. */
interface Read {
  readonly store: Store
  readonly tree: Tree
  /** Without the blocks. */
  readonly documents: readonly TreeNode[]
  readonly blocks: readonly TreeNode[]
}

let latest: { path: string; text: string; file: Promise<EncryptedFile | undefined> } | undefined

/**
 * Reads a file with SOPS metadata in any store, whatever it is called; undefined for any other file, and for a text that
 * quotes one. The latest answer is kept, because several rules ask about one document in a row.
 */
export const readEncryptedFile = async (path: string, text: string): Promise<EncryptedFile | undefined> => {
  const lineStore = lineStoreOf(text)
  if (lineStore === undefined && !maybeBlock(text)) return undefined
  if (latest?.path !== path || latest.text !== text) latest = { path, text, file: readFile(path, text, lineStore) }
  return latest.file
}

/** The same for the stores that have a structure: YAML and JSON, the envelope of a binary file included. */
export const readSopsFile = async (path: string, text: string): Promise<EncryptedFile | undefined> => {
  if (!maybeBlock(text)) return undefined
  const file = await readEncryptedFile(path, text)
  return file?.store === 'dotenv' || file?.store === 'ini' ? undefined : file
}

const readFile = async (path: string, text: string, lineStore: LineStore | undefined) =>
  (maybeBlock(text) ? await opened(await readStructured(path, text), text) : undefined) ??
  (lineStore === undefined ? undefined : await opened(readLines(path, text, lineStore), text))

const opened = async (read: Read | undefined, text: string): Promise<EncryptedFile | undefined> => {
  if (read === undefined) return undefined
  const { store, tree, documents, blocks } = read
  const [metadata] = blocks.flatMap((block) => metadataOf(block) ?? [])
  const known = metadata ?? unreadableMetadata(tree, text)
  if (known === undefined) return undefined
  const policy = await compileSelectors(known.selectors)
  const { leaves, slots } = walk({ documents, comments: tree.comments }, text, policy, store)
  const inBlock = ({ start }: Comment): boolean =>
    blocks.some((block) => start >= headerOf(block, store, text) && start < block.end)
  const outside = tree.comments.filter((comment) => !inBlock(comment))
  return {
    store,
    metadata: known,
    policy,
    leaves,
    comments: commentLeaves(outside, slots, text, policy, store),
    blockComments: tree.comments.filter(inBlock),
    unreadBlocks: blocks.slice(1),
    duplicates: duplicatesIn(tree, store),
    marks: tree.marks ?? [],
    problems: tree.problems,
    ...(tree.trailing === undefined ? {} : { trailing: tree.trailing }),
  }
}

/** Where the block begins with what stands above its first field; in INI that is the header of its section. */
const headerOf = ({ start }: TreeNode, store: Store, text: string): number =>
  store === 'ini' ? Math.max(0, text.lastIndexOf('[sops]', start)) : start

/**
 * By the first store that reads the text without a problem, else the first of all. Prose that quotes an encrypted file
 * has problems as YAML and is none by its name.
 */
const readStructured = async (path: string, text: string): Promise<Read | undefined> => {
  let first: Read | undefined
  for (const store of structuredStores(path, text)) {
    const tree = await (store === 'yaml' ? parseYaml(text) : parseJson(text))
    const read = split(path, store, tree)
    if (tree.problems.length === 0) return read
    first ??= read
  }
  return first?.store === 'yaml' && storeOf(path) !== 'yaml' ? undefined : first
}

const split = (path: string, store: 'yaml' | 'json', tree: Tree): Read => {
  const documents = tree.documents.map((document) => without(document, isBlock))
  const blocks = tree.documents.flatMap((document) =>
    document.kind === 'map' ? document.entries.filter(isBlock).map(({ keyStart, value }) => from(keyStart, value)) : [],
  )
  return { store: store === 'json' && isEnvelope(path, documents) ? 'binary' : store, tree, documents, blocks }
}

/** The key `sops` of a top level, where SOPS wrote what is under it. */
const isBlock = ({ key, value }: Entry): boolean => key === 'sops' && metadataOf(value) !== undefined

const from = (start: number, node: TreeNode): TreeNode => ({ ...node, start })

const without = (node: TreeNode, excluded: (entry: Entry) => boolean): TreeNode =>
  node.kind === 'map' ? { ...node, entries: node.entries.filter((entry) => !excluded(entry)) } : node

/** Under a name that says nothing of a structure, `data` alone is a whole file. */
const isEnvelope = (path: string, [root]: readonly TreeNode[]): boolean =>
  storeOf(path) === 'binary' && root?.kind === 'map' && root.entries.every(({ key }) => key === 'data')

type LineStore = 'dotenv' | 'ini'

/** A text that quotes such a file has lines that cannot be read, and another name. */
const readLines = (path: string, text: string, store: LineStore): Read | undefined => {
  const tree = store === 'dotenv' ? readDotenv(text) : readIni(text)
  if (tree.problems.length > 0 && storeOf(path) !== store) return undefined
  const [root] = tree.documents
  const entries = root?.kind === 'map' ? root.entries : []
  const lines = store === 'dotenv' ? flatKeys(entries) : sectionKeys(entries)
  const [first] = lines
  const end = lines.reduce((last, { value }) => Math.max(last, value.end), 0)
  const isMetadata = store === 'dotenv' ? isFlatKey : isSection
  return {
    store,
    tree,
    documents: tree.documents.map((document) => without(document, isMetadata)),
    blocks: first === undefined ? [] : [unflattened(lines, { start: first.keyStart, end })],
  }
}

const isFlatKey = ({ key }: Entry): boolean => key.startsWith('sops_')
const isSection = ({ key }: Entry): boolean => key === 'sops'

const flatKeys = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(isFlatKey).map((entry) => ({ ...entry, key: entry.key.slice('sops_'.length) }))

const sectionKeys = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(isSection).flatMap(({ value }) => (value.kind === 'map' ? value.entries : []))

/** Stands in where the syntax is broken before the block was reached, but ciphertext shows that SOPS wrote the file. */
const unreadableMetadata = (tree: Tree, text: string): SopsMetadata | undefined => {
  if (tree.problems.length === 0 || encSpans(text).next().done) return undefined
  const block: TreeNode = { kind: 'map', start: 0, end: 0, entries: [] }
  return { macOnlyEncrypted: false, selectors: new Map(), groups: [], block: { start: 0, end: 0 }, tree: block }
}
