export interface MachineLimits {
  /** Path components below a directory, the file name included. */
  readonly depth: number
  /** Directory entries looked at below one directory. */
  readonly entries: number
  /** Larger files are no credentials somebody typed. */
  readonly bytes: number
}

export const machineLimits: MachineLimits = { depth: 3, entries: 50_000, bytes: 1024 * 1024 }

/** The most that is read of all directories together, the newest files first. */
export interface MachineBudget {
  readonly files: number
  readonly bytes: number
}

/** What a commit waits for: a fraction of a second. */
export const hookBudget: MachineBudget = { files: 300, bytes: 16 * 1024 * 1024 }

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
}
