import { posix } from 'node:path'
import type { Repository } from '../../model/rule.ts'

/** Links to links are nobody's; this many are followed. */
const mostLinks = 3

/** A file of the repository; where it is a symbolic link, of which a repository holds the target as text, that file. */
export const readThroughLinks = async (path: string, repository: Repository): Promise<Uint8Array | undefined> => {
  let at = path
  let bytes = await repository.read(at)
  for (let links = 0; links < mostLinks && bytes !== undefined; links++) {
    const target = targetOf(at, bytes)
    const further = target === undefined ? undefined : await repository.read(target)
    if (target === undefined || further === undefined) return bytes
    at = target
    bytes = further
  }
  return bytes
}

/** The path that a content would name if it were a link. */
const targetOf = (path: string, bytes: Uint8Array): string | undefined => {
  if (bytes.length === 0 || bytes.length > 4096 || bytes.includes(0x0a) || bytes.includes(0)) return undefined
  const target = posix.join(posix.dirname(path), new TextDecoder().decode(bytes))
  return target.startsWith('../') || target === '..' ? undefined : target
}
