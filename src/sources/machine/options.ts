export interface MachineLimits {
  /** Path components below a directory, the file name included. */
  readonly depth: number
  /** Directory entries looked at below one directory. */
  readonly entries: number
  /** Larger files are no credentials somebody typed. */
  readonly bytes: number
}

export const machineLimits: MachineLimits = { depth: 3, entries: 50_000, bytes: 1024 * 1024 }

export interface MachineOptions {
  /** Absolute; a symbolic link stands for the directory it names. Those that do not exist are empty. */
  readonly directories: readonly string[]
  /** Files and folders of anybody else are not looked at. */
  readonly uid: number
  /** Answers true for paths that are examined elsewhere: the repository itself. */
  readonly exclude: (absolutePath: string) => boolean
  readonly limits: MachineLimits
}
