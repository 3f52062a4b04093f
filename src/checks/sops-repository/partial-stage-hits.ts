import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import { wasEncrypted } from '../sops/was-encrypted.ts'

/** What the index and the disk hold of one file. */
interface Versions {
  readonly staged: Uint8Array
  readonly disk: Uint8Array
}

/** At most one hit, about the file as a whole. */
export async function* partialStageHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const versions = await versionsOf(document, context)
  if (versions === undefined || isBlank(versions.staged) || isBlank(versions.disk)) return
  const { path } = document
  const [staged, disk] = [await wasEncrypted(path, versions.staged), await wasEncrypted(path, versions.disk)]
  if (staged && !disk) yield plaintextOnDisk(path)
  // While the index is examined, its plaintext is another finding.
  if (!staged && disk && document.unit.origin.from === 'worktree') yield plaintextInIndex(path)
}

const versionsOf = async ({ path, bytes, unit }: Document, { repository }: Context): Promise<Versions | undefined> => {
  const fromIndex = unit.origin.from === 'index'
  const other = fromIndex ? await repository?.onDisk?.(path) : await repository?.staged?.(path)
  if (other === undefined) return undefined
  return fromIndex ? { staged: bytes, disk: other } : { staged: other, disk: bytes }
}

const isBlank = (bytes: Uint8Array): boolean =>
  bytes.length <= 64 && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').trim() === ''

const plaintextOnDisk = (path: string): Hit => ({
  note: 'The index holds this file encrypted, and the working tree holds it in plaintext: git add would stage the plaintext',
  remedy: `Run: sops encrypt --in-place ${shellQuoted(path)}, or, where nothing was changed, git restore ${shellQuoted(path)}`,
})

const plaintextInIndex = (path: string): Hit => ({
  severity: 'high',
  note: 'The working tree holds this file encrypted, and the index holds it in plaintext: the next commit records the plaintext',
  remedy: `Run: git add ${shellQuoted(path)}. If the plaintext was ever pushed, replace the credentials in it first.`,
})
