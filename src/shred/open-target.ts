import { type BigIntStats, constants } from 'node:fs'
import type { Directory } from './directory.ts'
import type { FileLayer, OpenFile } from './file-layer.ts'
import { type Bounds, guardFile, guardSame, isReadOnly } from './guards.ts'
import { O_PATH } from './walk.ts'

export interface Wanted extends Bounds {
  readonly dryRun: boolean
}

// Windows knows none of these.
const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)
const throughProc = constants.O_WRONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

/** Refuses unless the open file is the one seen before and still what may be shredded. */
const guardOpen = async (file: OpenFile, before: BigIntStats, wanted: Wanted): Promise<void> => {
  const facts = await file.stat()
  guardSame(facts, before)
  guardFile(facts, wanted)
}

const closeOnError = async (file: OpenFile, work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    await file.close()
    throw error
  }
}

/** A handle that needs no permission (Linux) or only that to read; no byte is read through it. */
const openReadOnly = (directory: Directory, name: Buffer, layer: FileLayer): Promise<OpenFile> =>
  directory.pinned
    ? layer.open(directory.at(name), O_PATH | constants.O_NOFOLLOW)
    : layer.open(directory.at(name), constants.O_RDONLY | careful)

const makeWritable = async (
  file: OpenFile,
  directory: Directory,
  name: Buffer,
  layer: FileLayer,
): Promise<OpenFile> => {
  if (!directory.pinned) {
    await file.chmod(0o600)
    return layer.open(directory.at(name), constants.O_WRONLY | careful)
  }
  // The link in /proc leads to the open file itself, whatever its name leads to by now.
  await layer.chmod(`/proc/self/fd/${file.fd}`, 0o600)
  return layer.open(`/proc/self/fd/${file.fd}`, throughProc)
}

const openForced = async (
  directory: Directory,
  name: Buffer,
  before: BigIntStats,
  wanted: Wanted,
  layer: FileLayer,
) => {
  const file = await openReadOnly(directory, name, layer)
  await closeOnError(file, () => guardOpen(file, before, wanted))
  try {
    return await makeWritable(file, directory, name, layer)
  } finally {
    await file.close()
  }
}

/** An overlay copies a file of an image as soon as it is opened to be written to, so that is only asked about here. */
const openToLook = async (directory: Directory, name: Buffer, before: BigIntStats, layer: FileLayer) => {
  if (!isReadOnly(before)) await layer.access(directory.at(name))
  return openReadOnly(directory, name, layer)
}

/**
 * Opens the file that `before` describes, never following a link, waiting on a pipe or truncating.
 * A read-only file is made writable first. In a dry run nothing is opened to be written to.
 */
export const openTarget = async (
  directory: Directory,
  name: Buffer,
  before: BigIntStats,
  wanted: Wanted,
  layer: FileLayer,
): Promise<OpenFile> => {
  const open = () => {
    if (wanted.dryRun) return openToLook(directory, name, before, layer)
    if (isReadOnly(before)) return openForced(directory, name, before, wanted, layer)
    return layer.open(directory.at(name), constants.O_WRONLY | careful)
  }
  const file = await open()
  await closeOnError(file, () => guardOpen(file, before, wanted))
  return file
}
