import { parseJson } from '../../formats/json.ts'
import { leavesOf } from '../../formats/key-tree.ts'
import { parseYaml } from '../../formats/yaml.ts'
import type { Document, Keys } from '../../model/rule.ts'
import type { EncryptedFile } from '../encrypted-file.ts'
import { isPlain } from '../plaintext.ts'
import { type AgeOpener, ageOpener } from './age.ts'
import { type Authenticity, authenticate, type Look } from './authenticate.ts'
import { dataKeyOf } from './data-key.ts'
import { ageIdentities } from './identities.ts'
import { askSops, type SopsAnswer } from './real-sops.ts'

/** An opened file, or why it could not be opened. */
export type Opening =
  | { readonly authenticity: Authenticity; readonly treeRefused: boolean; readonly by: 'age' | 'sops' }
  | { readonly reason: string }

type Content = Pick<Document, 'text' | 'bytes'>

/**
 * Opens a file in memory: with the age identities of this machine, else through the real sops. `look` sees each authentic
 * plaintext, which is overwritten afterwards.
 */
export const openFile = async (file: EncryptedFile, content: Content, keys: Keys, look: Look): Promise<Opening> => {
  const opener = await openerOf(keys)
  const key = opener && (await dataKeyOf(file.metadata, opener))
  if (key === undefined) return throughSops(file, content, keys, look)
  try {
    return { authenticity: authenticate(file, content.text, key, look), treeRefused: false, by: 'age' }
  } finally {
    key.fill(0)
  }
}

const openers = new WeakMap<Keys, Promise<AgeOpener | undefined>>()

/** The identities are read once. */
const openerOf = (keys: Keys): Promise<AgeOpener | undefined> => {
  const known = openers.get(keys) ?? ageIdentities(keys.env).then(ageOpener)
  openers.set(keys, known)
  return known
}

const noKey = 'no key opens this file'

const throughSops = async (file: EncryptedFile, { bytes }: Content, keys: Keys, look: Look): Promise<Opening> => {
  const refusal = strangeVault(file, keys)
  if (refusal !== undefined) return { reason: refusal }
  const answerType = file.store === 'yaml' ? 'yaml' : 'json'
  const answer = await askSops(keys, { content: bytes, type: file.store, answerType })
  if (answer === undefined)
    return { reason: `${noKey}: no age identity of this machine fits, and there is no sops on PATH` }
  switch (answer.is) {
    case 'plaintext':
      return seen(file, answer, look)
    case 'mac-mismatch':
      return proven('wrong', false)
    case 'tree-error':
      // It stops at the first value of which it can make nothing; a plain one is no proof against the others.
      return proven('unsaid', !file.leaves.some(isPlain))
    case 'no-key':
      return { reason: `${noKey}: neither an age identity of this machine nor sops` }
    case 'failed':
      return { reason: `${noKey}: ${answer.reason}` }
  }
}

/** sops would hand its Vault token to whatever address a file names. */
const strangeVault = ({ metadata }: EncryptedFile, { env }: Keys): string | undefined => {
  const addresses = metadata.groups
    .flatMap(({ keys }) => keys)
    .filter(({ type }) => type === 'hc_vault')
    .map(({ fields }) => fields.get('vault_address'))
  const own = env.VAULT_ADDR?.replace(/\/+$/, '')
  if (addresses.every((address) => address?.replace(/\/+$/, '') === own)) return undefined
  return `${noKey}: it names a Vault server that is not the one of VAULT_ADDR, and sops would show that server its token`
}

const proven = (mac: Authenticity['mac'], treeRefused: boolean): Opening => ({
  authenticity: { unauthentic: [], unauthenticComments: [], mac },
  treeRefused,
  by: 'sops',
})

const seen = async (
  file: EncryptedFile,
  { plaintext }: SopsAnswer & { is: 'plaintext' },
  look: Look,
): Promise<Opening> => {
  try {
    if (await showAll(file, plaintext, look)) return proven('right', false)
    return { reason: 'sops opens this file, and reads other keys in it than we do' }
  } finally {
    plaintext.fill(0)
  }
}

/** Matches the decrypted leaves with the encrypted ones, which stand in the same order. */
const showAll = async (file: EncryptedFile, plaintext: Buffer, look: Look): Promise<boolean> => {
  const { store } = file
  // Comments in a list are encrypted as items of it, and come out as comments.
  const leaves = file.leaves.filter(({ encrypted }) => encrypted?.type !== 'comment')
  const text = plaintext.toString('utf8')
  const tree = await (store === 'yaml' ? parseYaml(text) : parseJson(text))
  const decrypted = tree.documents.flatMap((document) => [...leavesOf(document)])
  const fits = leaves.every((leaf, index) => leaf.path.join('\0') === decrypted[index]?.path.join('\0'))
  if (tree.problems.length > 0 || decrypted.length !== leaves.length || !fits) return false
  for (const [index, leaf] of leaves.entries()) {
    const node = decrypted[index]?.node
    if (leaf.encrypted === undefined || node?.kind !== 'scalar' || typeof node.value !== 'string') continue
    const value = Buffer.from(node.value)
    look(leaf, value)
    value.fill(0)
  }
  return true
}
