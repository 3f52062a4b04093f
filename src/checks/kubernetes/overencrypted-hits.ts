import { parseJson } from '../../formats/json.ts'
import { leavesOf } from '../../formats/key-tree.ts'
import type { ScalarNode, TextRange, TreeNode } from '../../formats/tree.ts'
import { parseYaml } from '../../formats/yaml.ts'
import type { Document, Hit } from '../../model/rule.ts'
import { parseEnc } from '../../sops/enc.ts'
import { hasMetadata } from '../../sops/has-metadata.ts'
import { valueAt } from '../../sops/tree-values.ts'

const fields = ['apiVersion', 'kind', 'metadata'] as const

/** One hit for each manifest, at the first of its fields that should be readable. */
export async function* overencryptedHits(document: Document): AsyncGenerator<Hit> {
  const { path, text } = document
  if (!(await hasMetadata(path, text))) return
  const tree = await (/\.json$/i.test(path) ? parseJson(text) : parseYaml(text))
  for (const manifest of tree.documents.flatMap(manifestsIn)) {
    const sealed = fields.flatMap((field) => sealedIn(manifest, field))
    const [first] = sealed
    if (first === undefined) continue
    const named = sealed.map(({ field }) => field).join(', ')
    yield {
      span: document.spanOfText(first.at.start, first.at.end),
      note: `${named} of this Kubernetes Secret ${sealed.length === 1 && named !== 'metadata' ? 'is' : 'are'} encrypted, so no cluster tool can apply it`,
    }
  }
}

/** The document itself, or the items of a `kind: List`. */
const manifestsIn = (root: TreeNode): readonly TreeNode[] => {
  const items = valueAt(root, 'items')
  return (items?.kind === 'list' ? items.items : [root]).filter(isSecret)
}

/** What is in the way of reading the kind may be its encryption. */
const isSecret = (manifest: TreeNode): boolean => {
  const kind = valueAt(manifest, 'kind')
  const holdsValues = ['data', 'stringData'].some((field) => valueAt(manifest, field) !== undefined)
  return (
    valueAt(manifest, 'apiVersion') !== undefined &&
    kind?.kind === 'scalar' &&
    (kind.value === 'Secret' || (holdsValues && isSealed(kind)))
  )
}

const sealedIn = (manifest: TreeNode, field: (typeof fields)[number]): { field: string; at: TextRange }[] => {
  const value = valueAt(manifest, field)
  if (value === undefined) return []
  const leaf = [...leavesOf(value)].find(({ node }) => node.kind === 'scalar' && isSealed(node))
  return leaf === undefined ? [] : [{ field, at: leaf.node }]
}

const isSealed = ({ value }: ScalarNode): boolean => typeof value === 'string' && parseEnc(value) !== undefined
