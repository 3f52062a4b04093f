import type { TreeNode } from '../../formats/tree.ts'
import { isNull, itemsAt, resolved } from '../../sops/config-tree.ts'

/** What SOPS decodes a field into (getsops/sops, config/config.go). */
export interface Shape {
  /** For a sentence: `a list of texts`. */
  readonly name: string
  /** What does not fit; nothing at all fits everywhere. */
  misfit(node: TreeNode): TreeNode | undefined
}

const shape = (name: string, fits: (node: TreeNode) => boolean): Shape => ({
  name,
  misfit: (written) => {
    const node = resolved(written)
    return isNull(node) || fits(node) ? undefined : node
  },
})

/** The decoder takes any scalar for the text it is written as. */
const isText = (node: TreeNode): boolean => node.kind === 'scalar'
const isString = (node: TreeNode): boolean => node.kind === 'scalar' && typeof node.value === 'string'
const isMap = (node: TreeNode): boolean => node.kind === 'map'
const isWhole = (node: TreeNode): boolean =>
  node.kind === 'scalar' && Number.isInteger(Number(node.value)) && !node.quoted
const isBoolean = (node: TreeNode): boolean => node.kind === 'scalar' && typeof node.value === 'boolean'

const listOf =
  (fits: (node: TreeNode) => boolean) =>
  (node: TreeNode): boolean =>
    node.kind === 'list' && itemsAt(node).every((item) => isNull(item) || fits(item))

const text = shape('a text', isText)
const recipients = shape('a text or a list of texts', (node) => isString(node) || listOf(isString)(node))
const texts = shape('a list of texts', listOf(isText))
const maps = shape('a list of maps', listOf(isMap))

/** The fields of a creation rule. */
export const ruleShapes: ReadonlyMap<string, Shape> = new Map([
  ...['path_regex', 'aws_profile'].map((field) => [field, text] as const),
  ...['unencrypted', 'encrypted'].flatMap((kind) =>
    ['suffix', 'regex', 'comment_regex'].map((what) => [`${kind}_${what}`, text] as const),
  ),
  ...['age', 'pgp', 'kms', 'gcp_kms', 'azure_keyvault', 'hc_vault_transit_uri'].map(
    (field) => [field, recipients] as const,
  ),
  ['hckms', texts],
  ['key_groups', shape('a list of key groups', listOf(isMap))],
  ['shamir_threshold', shape('a whole number', isWhole)],
  ['mac_only_encrypted', shape('true or false', isBoolean)],
])

/** The fields of a key group. */
export const groupShapes: ReadonlyMap<string, Shape> = new Map([
  ...['age', 'pgp', 'hc_vault'].map((field) => [field, texts] as const),
  ...['kms', 'gcp_kms', 'azure_keyvault', 'hckms', 'merge'].map((field) => [field, maps] as const),
])
