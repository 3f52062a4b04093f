import type { Entry, TextRange, Tree, TreeNode } from '../../formats/tree.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { hasMetadata } from '../../sops/has-metadata.ts'
import { treeOf } from '../../sops/plaintext.ts'
import { storeOf } from '../../sops/sniff.ts'
import { shownKey } from '../shown-key.ts'
import { requirementFor } from '../sops/requirement.ts'

/** The first place at which SOPS gives up on a file that the configuration has encrypted. */
export async function* unencryptableHits(
  kind: 'toplevel' | 'key',
  document: Document,
  context: Context,
): AsyncGenerator<Hit> {
  const { path, text } = document
  if ((await requirementFor(document, context))?.certain !== true || (await hasMetadata(path, text))) return
  const store = storeOf(path)
  const tree = await treeOf(store, text)
  if (tree === undefined || tree.problems.length > 0) return
  if (kind === 'toplevel') yield* toplevelHits(document, tree, store.toUpperCase())
  else if (store === 'yaml') yield* keyHits(document, tree)
}

function* toplevelHits(document: Document, { documents }: Tree, store: string): Generator<Hit> {
  const top = documents.find((root) => root.kind !== 'map' && !(root.kind === 'scalar' && root.value === null))
  if (top === undefined) return
  const what = top.kind === 'list' ? 'a list' : 'a single value'
  yield {
    ...firstLine(document, top),
    note: `This file must be encrypted, and SOPS encrypts no ${store} that is ${what} at its top`,
  }
}

/** What stands there is plaintext that must be encrypted. */
const firstLine = (document: Document, { start, end }: TextRange): Pick<Hit, 'span' | 'secret'> => {
  const lineEnd = document.text.slice(start, end).search(/\r?\n/)
  const until = lineEnd === -1 ? end : start + lineEnd
  return { span: document.spanOfText(start, until), secret: new Secret(document.text.slice(start, until)) }
}

function* keyHits(document: Document, { documents }: Tree): Generator<Hit> {
  for (const root of documents) {
    const entry = entryWithoutString(root, document.text)
    if (entry === undefined) continue
    yield {
      span: document.spanOfText(entry.keyStart, entry.keyEnd),
      note: `This file must be encrypted, and SOPS takes no key that is no string: ${JSON.stringify(shownKey(entry.key))}`,
    }
    return
  }
}

const entryWithoutString = (node: TreeNode, text: string): Entry | undefined => {
  if (node.kind === 'list') return firstOf(node.items, (item) => entryWithoutString(item, text))
  if (node.kind !== 'map') return undefined
  return firstOf(node.entries, (entry) => (isString(entry, text) ? entryWithoutString(entry.value, text) : entry))
}

const firstOf = <T>(items: readonly T[], find: (item: T) => Entry | undefined): Entry | undefined => {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

// How yaml.v3, which SOPS reads with, resolves a plain scalar: `yes` and `on` are strings there.
const notStrings = [
  /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[\da-fA-F_]+|\d[\d_]*)$/,
  /^[-+]?(?:\.\d[\d_]*|\d[\d_]*(?:\.[\d_]*)?)(?:[eE][-+]?\d+)?$/,
  /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^(?:true|True|TRUE|false|False|FALSE|null|Null|NULL|~)$/,
  /^\d{4}-\d\d?-\d\d?(?:[Tt ]\s*\d\d?:\d\d:\d\d(?:\.\d+)?\s*(?:Z|[-+]\d\d?(?::?\d\d)?)?)?$/,
  /^[[{]/,
]

const isString = ({ keyStart, keyEnd }: Entry, text: string): boolean => {
  const written = text.slice(keyStart, keyEnd)
  if (/!(?:!str)?\s+$/.test(text.slice(Math.max(0, keyStart - 8), keyStart))) return true
  return !notStrings.some((pattern) => pattern.test(written))
}
