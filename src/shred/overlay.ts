import type { FileLayer } from './file-layer.ts'
import type { Mount } from './mount.ts'

/** `lowerdir=a:b` and, of later kernels, `lowerdir+=a`; a colon in a name is `\:`. */
const lowerFolders = ({ options }: Mount): readonly string[] =>
  options
    .flatMap((option) => /^(?:lowerdir|lowerdir\+|datadir\+)=(.*)$/.exec(option)?.[1] ?? [])
    .flatMap((folders) => folders.split(/(?<!\\):+/))
    .map((folder) => folder.replaceAll('\\:', ':'))
    .filter((folder) => folder.startsWith('/'))

/** Path of a file below the top of its mount; undefined where it is not below or only a part is mounted. */
const withinMount = (path: string, { root, point }: Mount): string | undefined => {
  if (root !== '/') return undefined
  if (point === '/') return path
  return path.startsWith(`${point}/`) ? path.slice(point.length) : undefined
}

/** Where a lower layer of an overlay holds a file of the same name, as far as that can be seen from here. */
export const lowerCopyOf = async (path: string, mount: Mount, layer: FileLayer): Promise<string | undefined> => {
  const within = withinMount(path, mount)
  if (within === undefined) return undefined
  for (const folder of lowerFolders(mount)) {
    try {
      if ((await layer.lstat(folder + within)).isFile()) return folder + within
    } catch {
      // Not in this layer, or the layer lies outside of this container.
    }
  }
  return undefined
}
