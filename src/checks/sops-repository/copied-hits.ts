import { createHash } from 'node:crypto'
import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import type { Origin } from '../../model/unit.ts'
import { type EncryptedFile, readEncryptedFile } from '../../sops/encrypted-file.ts'

/** An encrypted file of this run. */
interface Known {
  readonly path: string
  readonly mac: string
  /** Digest of what the MAC covers. */
  readonly content: string
}

/** Files by the digest of a wrapped data key, of one state: a path has versions in others. */
type State = Map<string, Known>

const states = new WeakMap<Context, Map<string, State>>()

/** At most one hit, in the later of two files. */
export async function* copiedHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const state = stateOf(document.unit.origin, context)
  const file = state && (await readEncryptedFile(document.path, document.text))
  if (state === undefined || file === undefined) return
  const known: Known = { path: document.path, mac: digest(file.metadata.mac ?? ''), content: contentOf(file) }
  const first = firstWith(file, known, state)
  if (first !== undefined) yield hitOf(document, file, first, known)
}

/** Objects of the history are versions of files, which share their keys rightly. */
const stateOf = ({ from, commit = '', author = '' }: Origin, context: Context): State | undefined => {
  if (from !== 'index' && from !== 'worktree' && from !== 'commit') return undefined
  const all = states.get(context) ?? new Map<string, State>()
  states.set(context, all)
  // A tracked file that is not on disk is read from the index.
  // A commit is looked at twice: what it adds, with its author, and its tree.
  const key = from === 'commit' ? `${commit} ${author}` : ''
  const state = all.get(key) ?? new Map<string, Known>()
  all.set(key, state)
  return state
}

/** The other file with the first wrapped key that two have; remembers those that are new. */
const firstWith = ({ metadata }: EncryptedFile, known: Known, state: State): Known | undefined => {
  let first: Known | undefined
  for (const { enc } of metadata.groups.flatMap(({ keys }) => keys)) {
    if (enc === undefined || enc.trim() === '') continue
    const key = digest(enc.replace(/\s+/g, ''))
    const other = state.get(key)
    if (other === undefined) state.set(key, known)
    else if (other.path !== known.path) first ??= other
  }
  return first
}

const hitOf = (document: Document, file: EncryptedFile, first: Known, known: Known): Hit => {
  const at = file.metadata.groups.flatMap(({ keys }) => keys).find(({ encRange }) => encRange !== undefined)?.encRange
  const pasted = first.mac === known.mac && first.content !== known.content
  return {
    ...(at === undefined ? {} : { span: document.spanOfText(at.start, at.end) }),
    ...(pasted ? { severity: 'high' } : {}),
    note: pasted
      ? `This file has the metadata of ${first.path} with other values, so its MAC cannot be right`
      : `This file has the data key of ${first.path}: one was copied from the other`,
    details: { like: first.path },
    remedy: pasted
      ? `Restore the file, or encrypt its plaintext anew with sops encrypt ${shellQuoted(document.path)}`
      : `Run: sops rotate --in-place ${shellQuoted(document.path)}`,
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64')

/** What the MAC covers, in file order: SOPS leaves out what is empty, and often what it does not encrypt. */
const contentOf = ({ leaves, metadata: { macOnlyEncrypted } }: EncryptedFile): string => {
  const covered = leaves.filter(
    ({ value, mustBeEncrypted }) => value !== null && value !== '' && (mustBeEncrypted || !macOnlyEncrypted),
  )
  return digest(JSON.stringify(covered.map(({ value }) => String(value))))
}
