import { CannotCheckError } from '../../model/errors.ts'
import type { Context, Document, Keys } from '../../model/rule.ts'
import type { Authenticity, Look } from '../../sops/crypto/authenticate.ts'
import { type Opening, openFile } from '../../sops/crypto/open-file.ts'
import type { EncryptedFile } from '../../sops/encrypted-file.ts'
import { readEncryptedFile } from '../../sops/encrypted-file.ts'
import type { Leaf } from '../../sops/leaves.ts'
import type { Facts } from '../rotation/credential-leaves.ts'
import { keyPairHalf, namesCredential } from '../rotation/credential-names.ts'
import { noteFacts } from '../rotation/look-at-values.ts'
import type { ValueFacts } from '../rotation/value-facts.ts'
import { countOpened } from './opened.ts'
import { type RunDigests, runDigests } from './run-digests.ts'
import { type Weakness, weaknessOf } from './weakness.ts'

/** A credential of an encrypted file, and what is known of it. */
export interface CredentialMark {
  readonly leaf: Leaf
  readonly digest: string
  readonly weakness: Weakness | undefined
}

/** What opening a file showed; holds no plaintext. */
export interface Verdict {
  readonly file: EncryptedFile
  readonly authenticity: Authenticity
  /** The whole was refused by the real sops, which does not say which value is wrong. */
  readonly treeRefused: boolean
  readonly by: 'age' | 'sops'
  readonly credentials: readonly CredentialMark[]
  /** What values tell of themselves, by leaf. */
  readonly facts: Facts
}

interface Looked {
  readonly verdict: Verdict | undefined
  /** Why the file could not be opened; said once. */
  reason: string | undefined
}

const looked = new WeakMap<Document, Promise<Looked>>()

/**
 * What can be proven about a document with a key; undefined for one that is not encrypted. Several rules ask about a
 * document in a row, and it is opened once. Where it cannot be, the first one throws CannotCheckError.
 */
export const verdictOf = async (document: Document, context: Context): Promise<Verdict | undefined> => {
  const pending = looked.get(document) ?? look(document, context)
  looked.set(document, pending)
  const found = await pending
  const { reason } = found
  found.reason = undefined
  if (reason !== undefined) throw new CannotCheckError(reason)
  return found.verdict
}

const look = async (document: Document, context: Context): Promise<Looked> => {
  const { keys } = context
  const file = keys === undefined ? undefined : await readEncryptedFile(document.path, document.text)
  if (keys === undefined || file === undefined) return { verdict: undefined, reason: undefined }
  if (file.problems.length > 0) return { verdict: undefined, reason: 'has SOPS metadata but cannot be read in full' }
  const credentials: CredentialMark[] = []
  const facts = new Map<Leaf, ValueFacts>()
  const mark = markInto(credentials, file, document, runDigests(context))
  const outcome = await opened(file, document, keys, (leaf, plaintext) => {
    mark(leaf, plaintext)
    noteFacts(facts, leaf, plaintext)
  })
  if ('reason' in outcome) return { verdict: undefined, reason: outcome.reason }
  countOpened(document, context, outcome.by)
  return { verdict: { file, credentials, facts, ...outcome }, reason: undefined }
}

/** What goes wrong while plaintext is at hand is told only where the message is known to hold none of it. */
const opened = async (file: EncryptedFile, document: Document, keys: Keys, mark: Look): Promise<Opening> => {
  try {
    return await openFile(file, document, keys, mark)
  } catch (error) {
    return { reason: error instanceof CannotCheckError ? error.message : 'could not be opened' }
  }
}

/** Nothing is kept of values that many files have. */
const markInto =
  (credentials: CredentialMark[], { store }: EncryptedFile, { path }: Document, digests: RunDigests): Look =>
  (leaf, plaintext) => {
    const isWhole = store === 'binary'
    if (leaf.encrypted?.type !== 'str' || !(isWhole || isCredential(leaf))) return
    const mark = { leaf, digest: digests.digest(plaintext), weakness: weaknessOf(plaintext) }
    if (mark.weakness === undefined) digests.keep(plaintext, { path, keyPath: leaf.path })
    if (!isWhole) credentials.push(mark)
  }

/** The secret half of a key pair speaks for both. */
const isCredential = ({ path }: Leaf): boolean => namesCredential(path) && keyPairHalf(path) !== 'id'
