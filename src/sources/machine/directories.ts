import { realpathSync } from 'node:fs'
import { delimiter, isAbsolute } from 'node:path'

/** Replaces the default directories; separated like `PATH`. */
export const directoriesVariable = 'LEAKTIGHT_TEMP_DIRS'

/**
 * The directories in which plaintext is left behind: `LEAKTIGHT_TEMP_DIRS` where it is set, else the temporary folders
 * of the system and the user. Each once, without symbolic links; those that do not exist are left out.
 */
export const leftoverDirectories = (env: Readonly<Record<string, string | undefined>>): string[] => {
  const own = env[directoriesVariable]
  const wanted = own === undefined || own === '' ? defaultDirectories(env) : own.split(delimiter)
  return realDirectories(wanted.filter(isAbsolute))
}

/** Each directory that exists once, by its path without symbolic links. */
export const realDirectories = (directories: readonly string[]): string[] => [...new Set(directories.flatMap(existing))]

const defaultDirectories = (env: Readonly<Record<string, string | undefined>>): string[] =>
  [env.TMPDIR, env.TMP, env.TEMP, '/tmp', '/var/tmp', '/dev/shm', env.XDG_RUNTIME_DIR].filter(
    (directory) => directory !== undefined,
  )

const existing = (directory: string): string[] => {
  try {
    return [realpathSync(directory)]
  } catch {
    return [] // Neither there nor to be reached: nothing of ours can lie in it.
  }
}
