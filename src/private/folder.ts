import { randomBytes } from 'node:crypto'
import { closeSync, constants, mkdirSync, openSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** A folder for one run. Nobody can foresee its name, so by it alone it is known again. */
export interface PrivateFolder {
  readonly path: string
  /** Where it is, what is removed is gone without being overwritten. */
  readonly inMemory: boolean
}

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

/** Makes it; only its user can enter. While it is held, every other run sees that it is used. Answers what lets it go. */
export const makePrivateFolder = ({ path }: PrivateFolder): (() => void) => {
  mkdirSync(path, { mode: 0o700 })
  const held = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
  return () => closeSync(held)
}

/** The same folder while it is being removed: programs that still write find nothing under the name they know. */
export const withdrawn = ({ path, inMemory }: PrivateFolder): PrivateFolder => ({ path: `${path}-ending`, inMemory })

/** By which the programs that were started with it know it. */
export const nameBeforeRemoval = (name: string): string => name.replace(/-ending$/, '')
