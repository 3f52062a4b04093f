import { mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CannotCheckError, reasonOf, UserError } from '../model/errors.ts'
import { type QuietEditor, quietEditor } from '../private/editors.ts'
import { shellWords } from '../private/words.ts'
import { findProgram, foreignFolders, isWithin } from '../sops/crypto/find-program.ts'
import type { Invocation } from './invocation.ts'

const defaultEditors = ['vim', 'nano', 'vi']

export const realOf = (program: string): string => {
  try {
    return realpathSync(program)
  } catch {
    return program
  }
}

const isFile = (path: string): boolean => {
  try {
    return statSync(path).isFile()
  } catch {
    return false // no file, but a flag or a number
  }
}

/**
 * A program of the working tree is what its repository wants to be run, whoever set the variable (`direnv`); so is a
 * script of it that a shell or an editor is to read.
 */
const guardForeign = (words: readonly string[], workTree: string | undefined, cwd: string): void => {
  if (workTree === undefined) return
  const own = realOf(workTree)
  const mine = words.find((word, index) => {
    const path = resolve(cwd, word)
    // A first word without a slash is looked for on PATH.
    return (index > 0 || word.includes('/')) && isFile(path) && isWithin(realOf(path), own)
  })
  if (mine === undefined) return
  throw new UserError(`edit: ${mine} lies in the working tree, and nothing of the repository is run; set EDITOR`)
}

/** The words that sops would start, with the path of the program; none of the working tree by its bare name. */
export const editorOf = ({ env, cwd }: Invocation, workTree: string | undefined): readonly string[] => {
  const named = [env.SOPS_EDITOR, env.EDITOR].find((value) => value !== undefined && value.trim() !== '')
  const words = named === undefined ? undefined : shellWords(named)
  if (named !== undefined && words === undefined) throw new UserError('edit: the quotes of EDITOR do not match')
  const folders = foreignFolders(env.PATH ?? env.Path, workTree)
  const [program = '', ...args] = words ?? []
  guardForeign(words ?? [], workTree, cwd)
  if (program.includes('/')) return [resolve(cwd, program), ...args]
  for (const name of named === undefined ? defaultEditors : [program]) {
    const found = findProgram(name, folders, workTree)
    if (found !== undefined) return [found, ...args]
  }
  throw new UserError(
    `edit: no editor is found (${named === undefined ? defaultEditors.join(', ') : program}); set EDITOR`,
  )
}

const writeFiles = ({ files = {} }: QuietEditor, folder: string): void => {
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
  } catch (error) {
    throw new CannotCheckError(`${folder} cannot be written: ${reasonOf(error)}`, error)
  }
}

/** The editor as it is started: told to keep nothing, with what it needs for that in a folder of its own. */
export const preparedEditor = (words: readonly string[], folder: string): QuietEditor => {
  const quiet = quietEditor(words, realOf(words[0] ?? ''), folder)
  writeFiles(quiet, folder)
  return quiet
}
