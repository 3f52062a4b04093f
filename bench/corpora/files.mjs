import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Every file below a folder with its size, by path, in a fixed order. */
export const filesBelow = (root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(root, path), size: statSync(path).size }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))

/** Source files of a size people write by hand. */
export const sourceFiles = (root, { least = 2000, most = 60_000 } = {}) =>
  filesBelow(root).filter(({ path, size }) => /\.[cm]?[jt]s$/.test(path) && size >= least && size <= most)

/** `count` of some items, evenly spread. */
export const spread = (items, count) =>
  Array.from({ length: count }, (_, index) => items[Math.floor(((index + 0.5) * items.length) / count)])

/** How many bytes and files there are in all. */
export const totals = (files) => ({ files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) })
