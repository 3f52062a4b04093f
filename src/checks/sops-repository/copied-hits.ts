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

type Digest = (text: string) => string

/** The files of one state: a path has versions in others. */
interface State {
  /** The first of them, held as it is until there is a second to compare it with: most runs see one, and need no digest. */
  alone: { readonly path: string; readonly file: EncryptedFile } | undefined
  /** Files by the digest of a wrapped data key. */
  readonly known: Map<string, Known>
}

const states = new WeakMap<Context, Map<string, State>>()

/** At most one hit, in the later of two files. */
export async function* copiedHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const state = stateOf(document.unit.origin, context)
  const file = state && (await readEncryptedFile(document.path, document.text))
  if (state === undefined || file === undefined) return
  if (state.alone === undefined && state.known.size === 0) {
    state.alone = { path: document.path, file }
    return
  }
  const digest = await sha256()
  const { alone } = state
  state.alone = undefined
  if (alone !== undefined) firstWith(alone.file, knownAs(alone.path, alone.file, digest), state, digest)
  const known = knownAs(document.path, file, digest)
  const first = firstWith(file, known, state, digest)
  if (first !== undefined) yield hitOf(document, file, first, known)
}

/** Loaded for the second file: it takes longer than all else that is looked at in the first. */
const sha256 = async (): Promise<Digest> => {
  const { createHash } = await import('node:crypto')
  return (text) => createHash('sha256').update(text).digest('base64')
}

const knownAs = (path: string, file: EncryptedFile, digest: Digest): Known => ({
  path,
  mac: digest(file.metadata.mac ?? ''),
  content: digest(contentOf(file)),
})

/** Objects of the history are versions of files, which share their keys rightly. */
const stateOf = ({ from, commit = '', author = '' }: Origin, context: Context): State | undefined => {
  if (from !== 'index' && from !== 'worktree' && from !== 'commit') return undefined
  const all = states.get(context) ?? new Map<string, State>()
  states.set(context, all)
  // A tracked file that is not on disk is read from the index.
  // A commit is looked at twice: what it adds, with its author, and its tree.
  const key = from === 'commit' ? `${commit} ${author}` : ''
  const state = all.get(key) ?? { alone: undefined, known: new Map<string, Known>() }
  all.set(key, state)
  return state
}

/** The other file with the first wrapped key that two have; remembers those that are new. */
const firstWith = ({ metadata }: EncryptedFile, known: Known, state: State, digest: Digest): Known | undefined => {
  let first: Known | undefined
  for (const { enc } of metadata.groups.flatMap(({ keys }) => keys)) {
    if (enc === undefined || enc.trim() === '') continue
    const key = digest(enc.replace(/\s+/g, ''))
    const other = state.known.get(key)
    if (other === undefined) state.known.set(key, known)
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

/** What the MAC covers, in file order: SOPS leaves out what is empty, and often what it does not encrypt. */
const contentOf = ({ leaves, metadata: { macOnlyEncrypted } }: EncryptedFile): string => {
  const covered = leaves.filter(
    ({ value, mustBeEncrypted }) => value !== null && value !== '' && (mustBeEncrypted || !macOnlyEncrypted),
  )
  return JSON.stringify(covered.map(({ value }) => String(value)))
}
