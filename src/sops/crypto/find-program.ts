import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, relative, sep } from 'node:path'

/** The folders of PATH from which a program may be taken: absolute, and none of the work tree, whatever links lead there. */
export const foreignFolders = (path: string | undefined, workTree: string | undefined): readonly string[] => {
  const own = workTree === undefined ? undefined : real(workTree)
  return (path ?? '').split(delimiter).filter((folder) => {
    const at = isAbsolute(folder) ? real(folder) : undefined
    return at !== undefined && !(own !== undefined && isWithin(at, own))
  })
}

/** The program of this name in the folders; one that is a link into the work tree is passed over. */
export const findProgram = (
  name: string,
  folders: readonly string[],
  workTree: string | undefined,
): string | undefined => {
  const own = workTree === undefined ? undefined : real(workTree)
  return folders
    .flatMap((folder) => endings.map((ending) => join(folder, name + ending)))
    .find((file) => {
      const at = real(file)
      return at !== undefined && isProgram(at) && !(own !== undefined && isWithin(at, own))
    })
}

const endings = sep === '\\' ? ['.exe'] : ['']

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

const real = (path: string): string | undefined => {
  try {
    return realpathSync(path)
  } catch {
    return undefined // does not exist, so nothing can be taken from it
  }
}

/** A path is the folder, or lies below it; neither has links. */
export const isWithin = (path: string, folder: string): boolean => {
  const below = relative(folder, path)
  return below === '' || (below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below))
}
