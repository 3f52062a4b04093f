import { lstatSync } from 'node:fs'
import { readOwnFile } from './own-file.ts'

const mostBytes = 1024 * 1024

/** The file a folder of VS Code's local history is about: `resource` of its entries.json. */
export const editedFile = (entries: string, uid: number): string | undefined => {
  const stats = lstatSync(entries, { throwIfNoEntry: false })
  if (stats === undefined || !stats.isFile()) return undefined
  const read = readOwnFile(entries, uid, mostBytes, { device: stats.dev, inode: stats.ino })
  return read.kind === 'content' ? resourceOf(read.bytes.toString('utf8')) : undefined
}

const resourceOf = (json: string): string | undefined => {
  try {
    const parsed: unknown = JSON.parse(json)
    if (typeof parsed !== 'object' || parsed === null || !('resource' in parsed)) return undefined
    return typeof parsed.resource === 'string' ? pathOf(parsed.resource.slice(0, longest)) : undefined
  } catch {
    return undefined // half written
  }
}

const longest = 4096

const pathOf = (resource: string): string => {
  const path = /^file:\/\/(\/.*)$/.exec(resource)?.[1]
  if (path === undefined) return resource
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
