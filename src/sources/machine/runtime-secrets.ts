import { lstatSync, readdirSync, statfsSync } from 'node:fs'
import { isGone } from './codes.ts'

/** What the file system tells of a file that sops-nix decrypted; it is never opened. */
export interface RuntimeSecret {
  readonly path: string
  readonly mode: number
  /** Held in memory alone, as sops-nix has it. */
  readonly inMemory: boolean
}

/** `statfs` types of ramfs and tmpfs, from linux/magic.h. */
const memory: ReadonlySet<number> = new Set([0x858458f6, 0x01021994])

const folders = ['/run/secrets.d', '/run/secrets-for-users.d', '/run/secrets', '/run/secrets-for-users']

// A name may have folders in it, and each generation is a folder.
const depth = 5

/** What lies below the folders of sops-nix, as far as whoever asks may list it. */
export const runtimeSecrets = (roots: readonly string[] = folders): readonly RuntimeSecret[] =>
  roots.flatMap((root) => [...filesBelow(root, depth)])

function* filesBelow(folder: string, left: number): Generator<RuntimeSecret> {
  for (const name of namesIn(folder)) {
    const path = `${folder}/${name}`
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats?.isDirectory() && left > 1) yield* filesBelow(path, left - 1)
    if (stats?.isFile()) yield { path, mode: stats.mode & 0o777, inMemory: isMemory(folder) }
  }
}

const namesIn = (folder: string): readonly string[] => {
  try {
    // `/run/secrets` is a link to the newest generation, which is listed as such.
    return lstatSync(folder).isDirectory() ? readdirSync(folder) : []
  } catch (error) {
    if (isGone(error) || isClosed(error)) return []
    throw error
  }
}

const isClosed = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EACCES'

const isMemory = (folder: string): boolean => memory.has(statfsSync(folder).type)
