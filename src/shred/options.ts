import type { Listed } from './guards.ts'
import type { FileProbe } from './probe.ts'

/** What one pass writes. */
export type PassKind = 'random' | 'zeros'

/** One step of the overwriting; `bytes` is 0 when a pass begins. */
export interface Progress {
  readonly path: string
  /** 1-based. */
  readonly pass: number
  readonly passes: number
  readonly kind: PassKind
  readonly bytes: number
  readonly total: number
}

/** A file of the repository, one of git's own, or none of git's business. */
export type Tracking = 'tracked' | 'git-file' | 'untracked'

/** How folders are gone through. */
export interface Recursion {
  /** Leaves the emptied folders. */
  readonly keepFolders: boolean
  /** Enters what is mounted within, too. */
  readonly acrossMounts: boolean
}

export interface ShredOptions {
  /** How many passes of random bytes. */
  readonly passes: number
  /** Adds a last pass of zeros. */
  readonly zero: boolean
  /** Stops at the last byte instead of at the end of its block. */
  readonly exact?: boolean
  /** Overwrites so many bytes, whatever the file has. */
  readonly size?: number
  /** Allows files that git tracks, read-only files and files over the limit. */
  readonly force: boolean
  readonly dryRun: boolean
  /** Larger files are refused without `force`. */
  readonly maxBytes: number
  /** Folders are refused without it. */
  readonly recursion?: Recursion
  readonly cwd: string
  readonly platform: NodeJS.Platform
  /** The effective user; undefined where the system has no user ids. */
  readonly uid: number | undefined
  /** What git has to do with the file at this absolute path. */
  tracking(path: Buffer): Promise<Tracking>
  /** Tells of a file what Node cannot read; nothing is known without it. */
  readonly probe?: FileProbe
  onProgress?(progress: Progress): void
  /** Before an overwritten file loses its name, and after. */
  onRemoval?(path: string, step: 'removing' | 'removed'): void
  /** The file as it was listed; another one under its name is refused. */
  readonly listed?: Listed
  /** Once aborted no other file is begun; the one at hand is finished. */
  readonly signal?: AbortSignal
  /** Once aborted the file at hand is not even finished, but kept under its name as it is. */
  readonly stop?: AbortSignal
}

/** A sparse file is fully allocated by overwriting it, so the limit is on the apparent size. */
export const defaultMaxBytes = 64 * 1024 * 1024
