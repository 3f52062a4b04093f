import { isAbsolute, relative, resolve, sep } from 'node:path'
import { CannotCheckError, reasonOf, UserError } from '../../model/errors.ts'
import type { Repository } from '../../model/rule.ts'
import { readSopsFile } from '../../sops/document.ts'
import { hasLineMetadata } from '../../sops/sniff.ts'
import type { OpenedFile } from './credential-ages.ts'

export interface EncryptedFiles {
  readonly opened: readonly OpenedFile[]
  /** Encrypted in a store whose values are not read. */
  readonly unread: readonly string[]
}

type Reading = OpenedFile | 'unread' | undefined

const marker = 'ENC[AES256_GCM'

/** Every tracked file that SOPS encrypted. */
export const allEncrypted = async (repository: Repository): Promise<EncryptedFiles> => {
  const opened: OpenedFile[] = []
  const unread: string[] = []
  for (const path of [...(await repository.list())].sort()) {
    const bytes = await read(repository, path)
    const reading = bytes === undefined ? undefined : await open(path, bytes)
    if (reading === 'unread') unread.push(path)
    else if (reading !== undefined) opened.push(reading)
  }
  return { opened, unread }
}

/** The named files, each of which must be encrypted. */
export const namedEncrypted = async (
  names: readonly string[],
  cwd: string,
  repository: Repository,
): Promise<EncryptedFiles> => {
  const opened: OpenedFile[] = []
  const unread: string[] = []
  for (const path of new Set(names.map((name) => pathInRepository(name, cwd, repository.root)))) {
    const bytes = await read(repository, path)
    if (bytes === undefined) throw new UserError(`${path}: no such file`)
    const reading = await open(path, bytes)
    if (reading === undefined) {
      throw new UserError(`${path}: not encrypted with SOPS; leaktight rotation dates credentials in encrypted files`)
    }
    if (reading === 'unread') unread.push(path)
    else opened.push(reading)
  }
  return { opened, unread }
}

const pathInRepository = (name: string, cwd: string, root: string): string => {
  const path = relative(root, resolve(cwd, name))
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) {
    throw new UserError(`${name}: lies outside of the repository ${root}`)
  }
  return path.split(sep).join('/')
}

const read = async (repository: Repository, path: string): Promise<Uint8Array | undefined> => {
  try {
    return await repository.read(path)
  } catch (error) {
    throw new CannotCheckError(`${path}: cannot be read: ${reasonOf(error)}`, error)
  }
}

const open = async (path: string, bytes: Uint8Array): Promise<Reading> => {
  const held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!held.includes(marker)) return undefined
  const text = held.toString('utf8')
  const sops = await readSopsFile(path, text)
  if (sops === undefined) return hasLineMetadata(text) ? 'unread' : undefined
  const problem = sops.problems[0]
  if (problem !== undefined) throw new CannotCheckError(`${path}: cannot be read in full: ${problem.message}`)
  return { path, sops }
}
