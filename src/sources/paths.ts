import { lstatSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { reasonOf, UserError } from '../model/errors.ts'
import type { Source, Unit } from '../model/unit.ts'
import { fileUnit, newTally, type Tally } from './files.ts'
import { filesBelow } from './folder.ts'

/** How a path is shown: relative to `root` when it lies inside, absolute otherwise; always with `/`. */
export const shownPath = (root: string, path: string): string => {
  const inside = relative(root, path)
  const shown = inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside
  return sep === '/' ? shown : shown.replaceAll(sep, '/')
}

const isFolder = (path: string): boolean => {
  try {
    lstatSync(path)
    return statSync(path).isDirectory()
  } catch (error) {
    throw new UserError(`${path}: ${reasonOf(error)}; name files or folders that exist`)
  }
}

async function* unitsOf(root: string, path: string, tally: Tally, dependencies: boolean): AsyncGenerator<Unit> {
  const names = isFolder(path) ? filesBelow(path, tally, dependencies) : ['']
  for await (const name of names) {
    const full = name === '' ? path : join(path, name)
    const unit = fileUnit(full, shownPath(root, full), { from: 'worktree' }, tally)
    if (unit !== undefined) yield unit
  }
}

/** Files and folders named by the user, relative to `cwd`; a folder is read in full. */
export const pathsSource = (cwd: string, root: string, paths: readonly string[], dependencies: boolean): Source => {
  const tally = newTally()
  return {
    name: 'scan',
    offers: new Set(['content', 'path', 'repository']),
    ...tally,
    async *units() {
      for (const path of paths) yield* unitsOf(root, resolve(cwd, path), tally, dependencies)
    },
  }
}
