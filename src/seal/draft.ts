import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import type { FileLayer, OpenFile } from '../shred/file-layer.ts'
import { causeOf } from '../shred/outcome.ts'
import { isSameFile } from '../shred/same-file.ts'
import { guardUnchanged, type HeldFile, meanwhile } from './held-file.ts'
import { Failed, Refused } from './outcome.ts'

/** A new file beside the one that it is to replace. It never holds plaintext. */
export interface Draft {
  readonly name: Buffer
  /** For programs; the folder may be renamed meanwhile. */
  readonly path: string
  readonly file: OpenFile
}

const onlyNew = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)

/** The most bytes of a file name. */
const longestName = 255

/** Makes a file with this content, works with it, and leaves nothing of it behind unless the work put it in place. */
export const withDraft = async <T>(
  { directory, name }: HeldFile,
  content: Uint8Array,
  layer: FileLayer,
  work: (draft: Draft) => Promise<T>,
): Promise<T> => {
  // The end of the name stays, because sops chooses the store by it.
  const prefix = `.leaktight-${randomBytes(8).toString('hex')}.`
  const own = Buffer.concat([
    Buffer.from(prefix),
    name.subarray(Math.max(0, name.length + prefix.length - longestName)),
  ])
  const file = await layer.open(directory.at(own), onlyNew, 0o600)
  try {
    await write(file, content)
    return await work({ name: own, path: Buffer.concat([directory.path, Buffer.from('/'), own]).toString(), file })
  } finally {
    await file.close()
    await layer.unlink(directory.at(own)).catch(() => {}) // in place already, or gone
  }
}

const write = async (file: OpenFile, content: Uint8Array): Promise<void> => {
  for (let done = 0; done < content.length; ) {
    const taken = await file.write(content, done, content.length - done, done)
    if (taken === 0) throw new Error('the system took no bytes')
    done += taken
  }
}

/** What a program made of the draft, which must have written into the file itself. */
export const readDraft = async ({ directory }: HeldFile, draft: Draft, layer: FileLayer): Promise<Buffer> => {
  const facts = await draft.file.stat()
  if (!isSameFile(await layer.lstat(directory.at(draft.name)), facts)) throw new Refused(meanwhile)
  const buffer = Buffer.alloc(Number(facts.size))
  for (let done = 0; done < buffer.length; ) {
    const read = await draft.file.read(buffer, done, buffer.length - done, done)
    if (read === 0) throw new Refused(meanwhile)
    done += read
  }
  return buffer
}

const keepGroup = async ({ uid, gid }: HeldFile['facts'], { file }: Draft): Promise<void> => {
  if ((await file.stat()).gid === gid) return
  try {
    await file.chown(Number(uid), Number(gid))
  } catch (error) {
    throw new Refused(`belongs to a group (gid ${gid}) that a new file cannot be given (${causeOf(error)})`)
  }
}

/** Puts the draft under the name of the file, which has not changed since it was read. */
export const putInPlace = async (held: HeldFile, draft: Draft, layer: FileLayer): Promise<void> => {
  const { directory, name, facts } = held
  await keepGroup(facts, draft)
  await draft.file.chmod(Number(facts.mode & 0o777n))
  await draft.file.sync()
  await guardUnchanged(held, layer)
  await layer.rename(directory.at(draft.name), directory.at(name))
  try {
    await directory.sync()
  } catch (error) {
    throw new Failed(`is mended, but its folder could not be written to the disk for good (${causeOf(error)})`)
  }
}
