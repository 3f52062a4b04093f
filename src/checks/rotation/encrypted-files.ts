import { isAbsolute, relative, resolve, sep } from 'node:path'
import { CannotCheckError, reasonOf, UserError } from '../../model/errors.ts'
import { readEncryptedFile } from '../../sops/document.ts'
import type { OpenedFile } from './credential-ages.ts'

/** What stands on disk under the name of a tracked file. */
export type FileOnDisk =
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  /** Larger than {@link maxLength}. */
  | { readonly kind: 'large'; holds(marker: string): Promise<boolean> }
  | { readonly kind: 'symlink' | 'special' | 'absent' }

/** The working tree; paths are relative to its top. */
export interface FilesOnDisk {
  /** Absolute path of the top. */
  readonly root: string
  list(): Promise<readonly string[]>
  look(path: string): Promise<FileOnDisk>
}

/** Encrypted, but not in a way that is read. */
export interface UnreadFile {
  readonly path: string
  /** Which values of it; absent: all. */
  readonly what?: string
  readonly why: string
}

export interface EncryptedFiles {
  readonly opened: readonly OpenedFile[]
  readonly unread: readonly UnreadFile[]
}

type Reading = OpenedFile | UnreadFile

const marker = 'ENC[AES256_GCM'

// What SOPS writes with keys; anything else of that size holds one value without a name.
const structured = /\.(?:ya?ml|json|env|ini)$/i

const tooLarge = 'larger than 8 MiB, the limit for reading structure'

/** Every tracked file that SOPS encrypted. */
export const allEncrypted = async (files: FilesOnDisk): Promise<EncryptedFiles> => {
  const readings: Reading[] = []
  for (const path of [...(await files.list())].sort()) {
    const reading = await open(path, await look(files, path))
    if (reading !== undefined) readings.push(reading)
  }
  return sorted(readings)
}

/** The named files, each of which must be encrypted. */
export const namedEncrypted = async (
  names: readonly string[],
  cwd: string,
  files: FilesOnDisk,
): Promise<EncryptedFiles> => {
  const readings: Reading[] = []
  for (const path of new Set(names.map((name) => pathInRepository(name, cwd, files.root)))) {
    const file = await look(files, path)
    const reading = await open(path, file)
    if (reading === undefined) throw new UserError(`${path}: ${mistakes[file.kind]}`)
    readings.push(reading)
  }
  return sorted(readings)
}

const notEncrypted = 'not encrypted with SOPS; leaktight rotation dates credentials in encrypted files'

const mistakes: Readonly<Record<FileOnDisk['kind'], string>> = {
  absent: 'no such file',
  symlink: 'a symbolic link; name the file it points to',
  special: 'not a regular file; name the encrypted file itself',
  content: notEncrypted,
  large: notEncrypted,
}

const sorted = (readings: readonly Reading[]): EncryptedFiles => ({
  opened: readings.filter((reading) => 'sops' in reading),
  unread: readings.filter((reading) => 'why' in reading),
})

const pathInRepository = (name: string, cwd: string, root: string): string => {
  const path = relative(root, resolve(cwd, name))
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) {
    throw new UserError(`${name}: lies outside of the repository ${root}`)
  }
  return path.split(sep).join('/')
}

const look = async (files: FilesOnDisk, path: string): Promise<FileOnDisk> => {
  try {
    return await files.look(path)
  } catch (error) {
    throw new CannotCheckError(`${path}: cannot be read: ${reasonOf(error)}`, error)
  }
}

const open = async (path: string, file: FileOnDisk): Promise<Reading | undefined> => {
  if (file.kind === 'content') return openContent(path, file.bytes)
  if (file.kind !== 'large' || !structured.test(path)) return undefined
  return (await file.holds(marker)) ? { path, why: tooLarge } : undefined
}

const openContent = async (path: string, bytes: Uint8Array): Promise<Reading | undefined> => {
  const held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!held.includes(marker)) return undefined
  const text = held.toString('utf8')
  const sops = await readEncryptedFile(path, text)
  if (sops === undefined) return undefined
  const problem = sops.problems[0]
  if (problem !== undefined) throw new CannotCheckError(`${path}: cannot be read in full: ${problem.message}`)
  return { path, text, sops }
}
