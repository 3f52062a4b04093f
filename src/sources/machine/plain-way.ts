import { lstatSync } from 'node:fs'

/**
 * Whether a folder is reached from a home without a link and without another file system on the way, which another user
 * could have put there to lead us elsewhere or to keep us waiting.
 */
export const isPlainWay = (home: string, folder: string, mounts: ReadonlySet<string>): boolean => {
  if (!folder.startsWith(`${home}/`)) return !mounts.has(folder)
  let path = home
  for (const name of folder.slice(home.length + 1).split('/')) {
    path = `${path}/${name}`
    if (mounts.has(path)) return false
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats === undefined || stats.isSymbolicLink()) return false
  }
  return true
}
