import { parseJson } from '../../formats/json.ts'
import type { Tree } from '../../formats/tree.ts'
import { parseYaml } from '../../formats/yaml.ts'
import { CannotCheckError } from '../../model/errors.ts'
import type { Document, Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { readSopsFile } from '../../sops/document.ts'
import { parseEnc } from '../../sops/enc.ts'
import { shownKey } from '../shown-key.ts'
import { isPlaceholder } from './placeholder.ts'
import { type SecretValue, secretValues } from './secret-manifests.ts'
import { maskTemplate } from './template-mask.ts'

/** More in one file are counted in a last hit, not listed. */
const mostListed = 100

/** The values that stand in plaintext; those of a SOPS file's own selectors are told elsewhere. */
export async function* plainSecretHits(document: Document): AsyncGenerator<Hit> {
  const reported = await reportedElsewhere(document)
  const plain: SecretValue[] = []
  for await (const { tree, at } of treesOf(document))
    for (const value of secretValues(tree)) {
      const node = { ...value.node, start: at + value.node.start, end: at + value.node.end }
      if (!reported.has(node.start) && isPlain(value)) plain.push({ ...value, node })
    }
  for (const value of plain.slice(0, mostListed)) yield hitOf(document, value)
  if (plain.length > mostListed) yield { note: `${plain.length - mostListed} more values of Secrets are plaintext` }
}

/** Leaves of a SOPS file that its own selectors have encrypted: the rule for those names them. */
const reportedElsewhere = async ({ path, text }: Document): Promise<ReadonlySet<number>> => {
  const leaves = (await readSopsFile(path, text))?.leaves ?? []
  return new Set(leaves.filter((leaf) => leaf.mustBeEncrypted).map((leaf) => leaf.start))
}

interface Read {
  readonly tree: Tree
  /** Where the text begins that the offsets of the tree speak of. */
  readonly at: number
}

/** What can be read is judged, also where a chart template is no YAML yet. kubectl takes JSON texts one after another. */
async function* treesOf({ path, text }: Document): AsyncGenerator<Read> {
  if (!/\.json$/i.test(path)) return yield { tree: readable(path, await parseYaml(maskTemplate(text))), at: 0 }
  let at = 0
  for (let further: number | undefined = 0; further !== undefined; at += further ?? 0) {
    const tree: Tree = await parseJson(text.slice(at))
    yield { tree: at === 0 ? readable(path, tree) : tree, at }
    further = tree.trailing?.start
  }
}

const readable = (path: string, tree: Tree): Tree => {
  const [problem] = tree.problems
  if (problem === undefined || tree.documents.length > 0) return tree
  throw new CannotCheckError(`${path}: holds a Kubernetes Secret that cannot be read: ${problem.message}`)
}

const isPlain = ({ node: { value }, field }: SecretValue): boolean => {
  if (value === null) return false
  if (typeof value !== 'string') return true
  if (parseEnc(value) !== undefined || isPlaceholder(value)) return false
  const content = field === 'data' ? decoded(value) : value
  return !isPlaceholder(content) && !isCertificate(content)
}

/** What is no base64 at all stands for itself. */
const decoded = (value: string): string => Buffer.from(value, 'base64').toString('utf8') || value

/** Certificates are public; a file that also holds a private key is not. */
const isCertificate = (content: string): boolean =>
  content.startsWith('-----BEGIN CERTIFICATE-----') && !content.includes('PRIVATE KEY')

const hitOf = (document: Document, { field, key, node }: SecretValue): Hit => ({
  span: document.spanOfText(node.start, node.end),
  secret: new Secret(typeof node.value === 'string' ? node.value : document.text.slice(node.start, node.end)),
  note: `${JSON.stringify(`${field}.${shownKey(key)}`)} of a Kubernetes Secret is ${field === 'data' ? 'only base64' : 'plaintext'}`,
})
