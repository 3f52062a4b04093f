import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** A folder for one run. Nobody can foresee its name, so by it alone it is known again. */
export interface PrivateFolder {
  readonly path: string
  /** Where it is, what is removed is gone without being overwritten. */
  readonly inMemory: boolean
}

/** A folder that is not made yet. */
export const newPrivateFolder = (base: string, inMemory: boolean): PrivateFolder => ({
  path: join(base, `leaktight-${randomBytes(16).toString('hex')}`),
  inMemory,
})

/** Makes it; only its user can enter. */
export const makePrivateFolder = ({ path }: PrivateFolder): void => mkdirSync(path, { mode: 0o700 })

/** The same folder while it is being removed: programs that still write find nothing under the name they know. */
export const withdrawn = ({ path, inMemory }: PrivateFolder): PrivateFolder => ({ path: `${path}-ending`, inMemory })
