import type { Kind, Spot } from './place.ts'

export interface MachineLimits {
  /** Path components below a directory, the file name included. */
  readonly depth: number
  /** Directory entries listed below one directory. */
  readonly entries: number
  /** Entries looked at more closely, and folders opened, below one directory. Absent: as many as there are. */
  readonly looks?: number
  /** Larger files are no credentials somebody typed. */
  readonly bytes: number
}

const mebibyte = 1024 * 1024

/** Enough for any machine; there to end at some time. */
export const machineLimits: MachineLimits = { depth: 3, entries: 5_000_000, bytes: mebibyte }

/** What a commit can wait for; listing an entry takes half a microsecond, looking at one ten. */
export const hookLimits: MachineLimits = { depth: 3, entries: 8_000, looks: 800, bytes: mebibyte }

/** The most that is read of all directories together. */
export interface MachineBudget {
  readonly files: number
  readonly bytes: number
}

/** What a commit waits for: some milliseconds. */
export const hookBudget: MachineBudget = { files: 300, bytes: 16 * mebibyte }

/** What may come out of packed files: of each, and of all together. */
export const unpackingLimits = { perFile: 16 * mebibyte, all: 128 * mebibyte } as const

/** What is searched beside temporary folders. */
export interface Deep {
  /** Further kinds of files in temporary folders. */
  readonly kinds: readonly Kind[]
  readonly spots: readonly Spot[]
  /** Temporary folders are searched for files of every user. */
  readonly everyone: boolean
}

export interface MachineOptions {
  /** Absolute; a symbolic link stands for the directory it names. Those that do not exist are empty. */
  readonly directories: readonly string[]
  /** Files and folders of anybody else are not looked at. */
  readonly uid: number
  /** Answers true for paths that are examined elsewhere: the repository itself. */
  readonly exclude: (absolutePath: string) => boolean
  readonly limits: MachineLimits
  /** Absent: everything is read. */
  readonly budget?: MachineBudget
  readonly deep?: Deep
  /** Where other file systems are mounted; those that are met are not even asked what they are. */
  readonly mounts?: ReadonlySet<string>
}
