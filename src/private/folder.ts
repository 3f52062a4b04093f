import { randomBytes } from 'node:crypto'
import { type BigIntStats, closeSync, constants, fstatSync, mkdirSync, openSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** A folder for one run. Nobody can foresee its name, so by it alone it is known again. */
export interface PrivateFolder {
  readonly path: string
  /** Where it is, what is removed is gone without being overwritten. */
  readonly inMemory: boolean
  /** Which one it is, whoever owns it now; absent until it is made. */
  readonly id?: string
}

/** By which a folder is known again while somebody holds it. */
export const idOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`

const randomLetters = 32
const spaceLetters = 8

/** The names of such folders; the first letters tell which processes see each other (`processSpace`). */
export const folderName = new RegExp(
  `^leaktight-([0-9a-f]{${spaceLetters}})[0-9a-f]{${randomLetters - spaceLetters}}(?:-ending)?$`,
)

/**
 * The processes that we see, as the number of their namespace: a folder may be shared with a container, whose processes
 * we do not see. Undefined where there is no /proc.
 */
export const processSpace = (): string | undefined => {
  try {
    const [, digits] = /^pid:\[(\d{1,10})\]$/.exec(readlinkSync('/proc/self/ns/pid')) ?? []
    return digits === undefined ? undefined : Number(digits).toString(16).padStart(spaceLetters, '0')
  } catch {
    return undefined
  }
}

/** A folder that is not made yet. */
export const newPrivateFolder = (base: string, inMemory: boolean): PrivateFolder => {
  const random = randomBytes(randomLetters / 2).toString('hex')
  const space = processSpace() ?? ''
  return { path: join(base, `leaktight-${space}${random.slice(space.length)}`), inMemory }
}

/** A folder that is there. While it is held, every other run sees that it is used. */
export interface MadeFolder {
  readonly folder: PrivateFolder
  release(): void
}

/** Makes it; only its user can enter. */
export const makePrivateFolder = (folder: PrivateFolder): MadeFolder => {
  mkdirSync(folder.path, { mode: 0o700 })
  const held = openSync(folder.path, constants.O_RDONLY | constants.O_DIRECTORY)
  const id = idOf(fstatSync(held, { bigint: true }))
  return { folder: { ...folder, id }, release: () => closeSync(held) }
}

/** The same folder while it is being removed: programs that still write find nothing under the name they know. */
export const withdrawn = (folder: PrivateFolder): PrivateFolder => ({ ...folder, path: `${folder.path}-ending` })

/** By which the programs that were started with it know it. */
export const nameBeforeRemoval = (name: string): string => name.replace(/-ending$/, '')
