import { parseJson } from '../../formats/json.ts'
import type { Entry, Tree, TreeNode } from '../../formats/tree.ts'
import { parseYaml } from '../../formats/yaml.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import { creationRuleFor } from '../../sops/config.ts'
import { encSpans, parseEnc } from '../../sops/enc.ts'
import { metadataOf } from '../../sops/metadata.ts'
import { storeOf } from '../../sops/sniff.ts'
import { readDotenv } from '../../sops/stores/dotenv.ts'
import { readIni } from '../../sops/stores/ini.ts'
import { textAt, valueAt } from '../../sops/tree-values.ts'
import { isSourceCode } from '../sops/source-code.ts'
import { spanOf } from './key-names.ts'

const prose = /\.(?:md|mdx|markdown|rst|adoc|tex|org|ipynb|snap|patch|diff|log)$/i

/**
 * Says of a file of ciphertext that its metadata are gone. One that quotes a value among others of its own is none,
 * and so is a rendered manifest, which has the metadata of its parts further down.
 */
export const lostMetadata = async (document: Document, context: Context): Promise<readonly Hit[]> => {
  const { path, text } = document
  if (prose.test(path) || isSourceCode(path) || encSpans(text).next().done) return []
  for (const read of readersOf(path, text)) {
    const tree = await read(text)
    const seen = tree.problems.length === 0 ? seenIn(tree) : undefined
    if (seen === undefined || seen.encrypted.length === 0) continue
    const covered = (await creationRuleFor(path, context))?.specific === true
    return judged(document, tree, seen, covered)
  }
  return []
}

/** A single value among many may have been copied from somewhere; where a creation rule covers the file, it was not. */
const judged = (
  document: Document,
  tree: Tree,
  { encrypted, values, nested }: Seen,
  covered: boolean,
): readonly Hit[] => {
  const [first] = encrypted
  if (first === undefined || nested) return []
  const [block] = tree.documents.flatMap((root) => blockOf(root) ?? [])
  if (block !== undefined) return [{ span: document.spanOfText(block.keyStart, block.keyEnd), note: noMetadata }]
  const mostly = encrypted.length * 2 > values || tree.documents.some(isSecret)
  return mostly || covered ? [{ span: spanOf(document, first), note: cutAway }] : []
}

const noMetadata =
  'What stands under "sops" is no metadata of SOPS: without a mac and wrapped data keys nobody can decrypt the file'
const cutAway =
  'Values are encrypted by SOPS and its metadata are missing: without the wrapped data key nobody can decrypt the file again'

type Reader = (text: string) => Tree | Promise<Tree>

/** By name, and where that says nothing by the look of the content. */
const readersOf = (path: string, text: string): readonly Reader[] => {
  switch (storeOf(path)) {
    case 'yaml':
      return [parseYaml, parseJson]
    case 'json':
      return [parseJson]
    case 'dotenv':
      return [readDotenv]
    case 'ini':
      return [readIni]
    case 'binary':
      return /^\uFEFF?\s*\{/.test(text) ? [parseJson] : [parseYaml, readDotenv]
  }
}

interface Seen {
  /** Strings, numbers and booleans that are not empty. */
  values: number
  readonly encrypted: TreeNode[]
  /** There is a block of metadata below the top. */
  nested: boolean
}

const seenIn = (tree: Tree): Seen => {
  const seen: Seen = { values: 0, encrypted: [], nested: false }
  for (const root of tree.documents) look(withoutBlock(root), seen)
  return seen
}

const look = (node: TreeNode, seen: Seen): void => {
  if (node.kind === 'list') for (const item of node.items) look(item, seen)
  if (node.kind === 'map')
    for (const { key, value } of node.entries) {
      if (key === 'sops' && metadataOf(value) !== undefined) seen.nested = true
      look(value, seen)
    }
  if (node.kind !== 'scalar' || node.value === null || node.value === '') return
  seen.values++
  if (isCiphertext(node)) seen.encrypted.push(node)
}

const isCiphertext = (node: TreeNode): boolean =>
  node.kind === 'scalar' && typeof node.value === 'string' && parseEnc(node.value) !== undefined

/** What the stores keep their metadata under. */
const isOfSops = ({ key }: Entry): boolean => key === 'sops' || key.startsWith('sops_')

const withoutBlock = (root: TreeNode): TreeNode =>
  root.kind === 'map' ? { ...root, entries: root.entries.filter((entry) => !isOfSops(entry)) } : root

const blockOf = (root: TreeNode): Entry | undefined => (root.kind === 'map' ? root.entries.find(isOfSops) : undefined)

/** A Kubernetes Secret of which everything that is secret is ciphertext; its name and kind never are. */
const isSecret = (root: TreeNode): boolean => {
  if (textAt(root, 'kind') !== 'Secret') return false
  const values = ['data', 'stringData'].flatMap((key) => {
    const map = valueAt(root, key)
    return map?.kind === 'map' ? map.entries : []
  })
  return values.length > 0 && values.every(({ value }) => isCiphertext(value))
}
