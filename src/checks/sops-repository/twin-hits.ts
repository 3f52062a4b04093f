import { leavesOf } from '../../formats/key-tree.ts'
import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import type { Removed } from '../../model/unit.ts'
import { readEncryptedFile } from '../../sops/encrypted-file.ts'
import { treeOf } from '../../sops/plaintext.ts'
import type { Shape } from '../../sops/shape.ts'
import { storeOf } from '../../sops/sniff.ts'
import { isCredentialPath } from '../leftovers/credential-key.ts'
import { plainKeys, sealedVersionOf } from '../sops/decrypted-from.ts'
import { neverEncrypted } from '../sops/never-encrypted.ts'
import { wasEncrypted } from '../sops/was-encrypted.ts'
import { standingOf } from './standing.ts'

/** How many keys more than the encrypted file a twin may have: a file of settings has many. */
const mostKeys = 1.25

/** At most one hit; one of `files` may be the encrypted version. */
export async function* twinHits(document: Document, files: readonly Removed[], context: Context): AsyncGenerator<Hit> {
  const { path, text, binary, bytes } = document
  if (
    files.length === 0 ||
    neverEncrypted(
      path,
      () => true,
      () => text,
    ) ||
    (await wasEncrypted(path, bytes))
  )
    return
  const twin = await sealedVersionOf({ path, text, binary, size: bytes.length }, files)
  if (twin === undefined || !isTelling(twin.shape) || (await holdsMuchElse(document, twin, files))) return
  if ((await standingOf(document, context)) === 'ignored') return
  yield {
    ...(await firstSealed(document, twin.shape)),
    note: `This file holds in plaintext what ${twin.path} beside it holds encrypted`,
    details: { like: twin.path },
    remedy: `Run: git rm --cached ${shellQuoted(path)}, then leaktight shred ${shellQuoted(path)}, and add it to .gitignore. If it was ever pushed, replace the credentials in it first.`,
  }
}

/** As many keys have no two files in common by chance. */
const manyKeys = 4

/** A pair of test files shares a few keys as well; one of a credential, or the values of a Secret, tell. */
const isTelling = ({ keys, length }: Shape): boolean =>
  length !== undefined ||
  keys.size >= manyKeys ||
  [...keys].some((key) => /^(?:data|stringData)\./.test(key) || isCredentialPath(key.split('.')))

const holdsMuchElse = async (
  document: Document,
  twin: { path: string; shape: Shape },
  files: readonly Removed[],
): Promise<boolean> => {
  if (twin.shape.length !== undefined) return false
  const content = await files.find(({ path }) => path === twin.path)?.bytes()
  const file = await readEncryptedFile(twin.path, Buffer.from(content ?? []).toString('utf8'))
  const keys = new Set(file?.leaves.map((leaf) => leaf.path.join('.')))
  return (await plainKeys(document)).size > keys.size * mostKeys
}

/** Where the first value stands that is ciphertext in the other file. */
const firstSealed = async (document: Document, { keys }: Shape): Promise<Pick<Hit, 'span' | 'secret'>> => {
  const tree = await treeOf(storeOf(document.path), document.text)
  for (const root of tree?.documents ?? [])
    for (const { path, node } of leavesOf(root)) {
      if (node.kind !== 'scalar' || !keys.has(path.join('.'))) continue
      const { start, end, value } = node
      return { span: document.spanOfText(start, end), secret: new Secret(String(value)) }
    }
  return {}
}
