import path from 'node:path'
import type { FilePath } from './file-layer.ts'
import { Refusal } from './outcome.ts'

const slash = 0x2f
const backslash = 0x5c

/** The text of a path, or undefined where its bytes are not UTF-8. */
export const textOf = (bytes: Buffer): string | undefined => {
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined
}

/** For reports: the path as text, bytes that are not UTF-8 as `\xNN`. */
export const shownPath = (target: FilePath): string => {
  const bytes = Buffer.from(target)
  const text = textOf(bytes)
  if (text !== undefined) return text
  return [...bytes.toString('latin1')].map((c) => (c < '\x80' ? c : `\\x${c.charCodeAt(0).toString(16)}`)).join('')
}

const isAbsolute = (bytes: Buffer): boolean => bytes[0] === slash || path.isAbsolute(bytes.toString('latin1'))

/** A folder as it was named, without the slashes at its end. */
export const folderTarget = (target: FilePath): Buffer => {
  const given = Buffer.from(target)
  let end = given.length
  while (end > 0 && given[end - 1] === slash) end -= 1
  const path = given.subarray(0, end)
  const name = path.subarray(path.lastIndexOf(slash) + 1).toString('latin1')
  if (given.length > 0 && ['', '.', '..'].includes(name)) {
    throw new Refusal('is the root, the current folder or one above it; name the folder that is to go by its own name')
  }
  return path
}

/**
 * Folder and name of a target. `..` is left for the system to follow: removing it from the text would end
 * elsewhere where a folder is a symbolic link.
 */
export const splitTarget = (target: FilePath, cwd: string, platform: NodeJS.Platform) => {
  const given = Buffer.from(target)
  if (given.length === 0) throw new Refusal('is an empty path')
  const bytes = isAbsolute(given) ? given : Buffer.concat([Buffer.from(`${cwd}/`), given])
  const cut = Math.max(bytes.lastIndexOf(slash), platform === 'win32' ? bytes.lastIndexOf(backslash) : -1)
  const name = bytes.subarray(cut + 1)
  if (['', '.', '..'].includes(name.toString('latin1'))) throw new Refusal('is a directory')
  return { folder: bytes.subarray(0, cut + 1), name }
}
