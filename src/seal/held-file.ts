import { type BigIntStats, constants } from 'node:fs'
import { type Directory, openDirectory } from '../shred/directory.ts'
import type { FileLayer, OpenFile } from '../shred/file-layer.ts'
import { causeOf } from '../shred/outcome.ts'
import { isSameFile } from '../shred/same-file.ts'
import { Refused } from './outcome.ts'

/** A file that is kept open while a new one is made for its place. */
export interface HeldFile {
  readonly directory: Directory
  readonly name: Buffer
  readonly file: OpenFile
  readonly facts: BigIntStats
  readonly bytes: Buffer
  close(): Promise<void>
}

export interface HoldOptions {
  readonly platform: NodeJS.Platform
  readonly uid: number | undefined
  readonly maxBytes: number
}

// Windows knows none of these.
const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

/** Opens a file of the user's own to be read and overwritten. `folder` is absolute and free of links. Throws {@link Refused}. */
export const holdFile = async (
  folder: string,
  name: string,
  options: HoldOptions,
  layer: FileLayer,
): Promise<HeldFile> => {
  const directory = await openDirectory(Buffer.from(folder), options, layer)
  try {
    if (directory.path.toString() !== folder) throw new Refused('lies behind a symbolic link')
    return await heldIn(directory, Buffer.from(name), options, layer)
  } catch (error) {
    await directory.close()
    throw error
  }
}

const heldIn = async (
  directory: Directory,
  name: Buffer,
  options: HoldOptions,
  layer: FileLayer,
): Promise<HeldFile> => {
  const before = await layer.lstat(directory.at(name))
  guard(before, options)
  const file = await opened(directory, name, layer)
  try {
    const facts = await file.stat()
    guard(facts, options)
    if (!isSameFile(facts, before)) throw new Refused(meanwhile)
    const close = async (): Promise<void> => {
      await file.close()
      await directory.close()
    }
    return { directory, name, file, facts, bytes: await readAll(file, facts), close }
  } catch (error) {
    await file.close()
    throw error
  }
}

const opened = async (directory: Directory, name: Buffer, layer: FileLayer): Promise<OpenFile> => {
  try {
    return await layer.open(directory.at(name), constants.O_RDWR | careful)
  } catch (error) {
    throw new Refused(`cannot be written (${causeOf(error)}); make it writable first`)
  }
}

export const meanwhile = 'was changed by somebody else meanwhile'

const guard = (facts: BigIntStats, { uid, maxBytes }: HoldOptions): void => {
  if (facts.isSymbolicLink()) throw new Refused('is a symbolic link; name the file it points to')
  if (!facts.isFile()) throw new Refused('is no regular file')
  if (uid !== undefined && facts.uid !== BigInt(uid)) throw new Refused(`belongs to another user (uid ${facts.uid})`)
  if (facts.nlink !== 1n)
    throw new Refused(`has ${facts.nlink} names (hard links), and the others would keep the plaintext`)
  if (facts.size > BigInt(maxBytes)) throw new Refused(`is larger than ${maxBytes} bytes (limits: hold-bytes)`)
}

const readAll = async (file: OpenFile, { size }: BigIntStats): Promise<Buffer> => {
  const buffer = Buffer.alloc(Number(size) + 1)
  let length = 0
  for (;;) {
    const read = await file.read(buffer, length, buffer.length - length, length)
    if (read === 0) return buffer.subarray(0, length)
    length += read
    if (length === buffer.length) throw new Refused(meanwhile)
  }
}

/** Throws unless the name still leads to the very file that was opened, with the very bytes. */
export const guardUnchanged = async (held: HeldFile, layer: FileLayer): Promise<void> => {
  const { directory, name, file, facts, bytes } = held
  const now = await layer.lstat(directory.at(name))
  const same = isSameFile(now, facts) && now.size === facts.size && now.mtimeNs === facts.mtimeNs
  if (!same || now.nlink !== 1n || !(await readAll(file, facts)).equals(bytes)) throw new Refused(meanwhile)
}

/** Whether the bytes behind the open file are the ones that were read. */
export const isUntouched = async ({ file, facts, bytes }: HeldFile): Promise<boolean> => {
  const now = await file.stat()
  return now.size === facts.size && (await readAll(file, facts)).equals(bytes)
}
