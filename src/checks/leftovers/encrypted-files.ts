import type { Context, Repository } from '../../model/rule.ts'
import { parseEnc } from '../../sops/enc.ts'
import { isCredentialPath } from './credential-key.ts'
import { leavesOfFile } from './parse.ts'
import { sealedNames } from './sealed-names.ts'

/** The key tree of a file that SOPS encrypted; dotted paths in lower case. */
export interface EncryptedFile {
  readonly path: string
  /** UTF-16 code units. */
  readonly size: number
  /** The keys themselves of `sealed`, without those above them. */
  readonly names: ReadonlySet<string>
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

/** A file that SOPS encrypted, whose structure is read when it is asked for. */
export interface SealedFile {
  readonly path: string
  /** UTF-16 code units. */
  readonly size: number
  /** The keys right above its ciphertext, in lower case. */
  readonly names: ReadonlySet<string>
  keys(): Promise<EncryptedFile>
}

const cache = new WeakMap<Context, Promise<readonly SealedFile[]>>()

/** Every encrypted file of the repository, read once for a context. */
export const encryptedFiles = (context: Context): Promise<readonly SealedFile[]> => {
  const known = cache.get(context) ?? readAll(context.repository)
  cache.set(context, known)
  return known
}

const mayBeNamed = (path: string): boolean => structured.test(path) && !neverEncrypted.test(path)

/** Reads that are under way at a time: each alone would wait for git. */
const atOnce = 32

const readAll = async (repository: Repository | undefined): Promise<readonly SealedFile[]> => {
  if (repository === undefined) return []
  const files: SealedFile[] = []
  const paths = (await repository.list()).filter(mayBeNamed)
  for (let from = 0; from < paths.length; from += atOnce) {
    const read = paths.slice(from, from + atOnce).map((path) => readOne(repository, path))
    for (const file of await Promise.all(read)) if (file !== undefined && file.names.size > 0) files.push(file)
  }
  return files
}

const readOne = async (repository: Repository, path: string): Promise<SealedFile | undefined> => {
  const bytes = await repository.read(path)
  return bytes !== undefined && mayBeEncrypted(bytes) ? sealedFile(path, bytes) : undefined
}

// What is larger is not kept until somebody asks.
const mostKept = 64 * 1024

/** To read thousands of structures takes seconds, and hardly any of them is asked for. */
const sealedFile = async (path: string, bytes: Uint8Array): Promise<SealedFile> => {
  const text = textOf(bytes)
  const names = text.length > mostKept ? undefined : sealedNames(text)
  if (names === undefined) {
    const file = await describe(path, text)
    return { path, size: text.length, names: file.names, keys: async () => file }
  }
  let file: Promise<EncryptedFile> | undefined
  return {
    path,
    size: text.length,
    names,
    keys: () => {
      file ??= describe(path, text)
      return file
    },
  }
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
    size: text.length,
    names: new Set(encrypted.map((leaf) => keyOf(leaf.path.slice(-1)))),
    keys: new Set(leaves.map((leaf) => keyOf(leaf.path))),
    sealed: new Set(encrypted.map((leaf) => keyOf(leaf.path))),
    credentials: new Set(encrypted.filter((leaf) => isCredentialPath(leaf.path)).map((leaf) => keyOf(leaf.path))),
  }
}
