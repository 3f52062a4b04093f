import type { Context, Repository } from '../../model/rule.ts'
import { parseEnc } from '../../sops/enc.ts'
import { isCredentialPath } from './credential-key.ts'
import { leavesOfFile } from './parse.ts'

/** The key tree of a file that SOPS encrypted; dotted paths in lower case. */
export interface EncryptedFile {
  readonly path: string
  readonly keys: ReadonlySet<string>
  /** Those whose value is ciphertext. */
  readonly sealed: ReadonlySet<string>
  /** Those of `sealed` whose name says that they are credentials. */
  readonly credentials: ReadonlySet<string>
}

export const keyOf = (path: readonly string[]): string => path.join('.').toLowerCase()

const structured = /\.(?:ya?ml|json|env|ini)$/i
const neverEncrypted = /(?:^|\/)(?:package(?:-lock)?|tsconfig[^/]*|composer|deno)\.json$/

// A larger file is no file of credentials; reading its structure would hold up a commit.
const mostBytes = 1024 * 1024

const cache = new WeakMap<Context, Promise<readonly EncryptedFile[]>>()

/** Every encrypted file of the repository, read once for a context. */
export const encryptedFiles = (context: Context): Promise<readonly EncryptedFile[]> => {
  const known = cache.get(context) ?? readAll(context.repository)
  cache.set(context, known)
  return known
}

const readAll = async (repository: Repository | undefined): Promise<readonly EncryptedFile[]> => {
  const files: EncryptedFile[] = []
  for (const path of (await repository?.list()) ?? []) {
    if (!structured.test(path) || neverEncrypted.test(path)) continue
    const bytes = await repository?.read(path)
    if (bytes !== undefined && mayBeEncrypted(bytes)) files.push(await describe(path, textOf(bytes)))
  }
  return files.filter(({ sealed }) => sealed.size > 0)
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

const textOf = (bytes: Uint8Array): string => bufferOf(bytes).toString('utf8')

const mayBeEncrypted = (bytes: Uint8Array): boolean => {
  if (bytes.length > mostBytes) return false
  const buffer = bufferOf(bytes)
  return buffer.includes('ENC[AES256_GCM,') && buffer.includes('sops')
}

const describe = async (path: string, text: string): Promise<EncryptedFile> => {
  const leaves = await leavesOfFile(path, text)
  const encrypted = leaves.filter(
    ({ node }) => node.kind === 'scalar' && typeof node.value === 'string' && parseEnc(node.value) !== undefined,
  )
  return {
    path,
    keys: new Set(leaves.map((leaf) => keyOf(leaf.path))),
    sealed: new Set(encrypted.map((leaf) => keyOf(leaf.path))),
    credentials: new Set(encrypted.filter((leaf) => isCredentialPath(leaf.path)).map((leaf) => keyOf(leaf.path))),
  }
}
