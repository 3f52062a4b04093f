import { type Pipeline, pipelinesOf } from './commands.ts'
import { type Dialect, tokenise } from './tokens.ts'

const named =
  /\.(?:sh|bash|zsh|ksh|dash|fish|envrc|bats)$|(?:^|\/)\.(?:envrc|(?:ba|z|k)?sh(?:rc|env)|(?:bash_|z)?profile|zlogin)$/
const makefile = /(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/
const justfile = /(?:^|\/)\.?[Jj]ustfile$|\.just$/
const hook = /(?:^|\/)\.(?:husky|githooks)\/[^/.]+$/
const extensionless = /(?:^|\/)[^/.]+$/
const shebang = /^#![^\n]*\b(?:ba|z|k|da|fi)?sh\b/

/** Could be a script by its name; a file without an extension is one if its first line says so. */
export const mayBeScript = (path: string): boolean =>
  [named, makefile, justfile, extensionless].some((pattern) => pattern.test(path))

const isScript = (path: string, text: string): boolean =>
  [named, makefile, justfile, hook].some((pattern) => pattern.test(path)) || shebang.test(text)

/** The pipelines of a script, or undefined for a file that is none. Offsets are those of `text`. */
export const readScript = (path: string, text: string): readonly Pipeline[] | undefined => {
  if (!isScript(path, text)) return undefined
  if (makefile.test(path)) return parse(recipesOf(text, /^\t[@+-]*/), { make: true, indented: true })
  if (justfile.test(path)) return parse(recipesOf(text, /^[ \t]+[@-]*/), { indented: true })
  return parse(text, {})
}

const parse = (text: string, dialect: Dialect): readonly Pipeline[] => pipelinesOf(tokenise(text, dialect))

/** Blanks everything but the recipes, keeping offsets; a line that continues a recipe's line is kept. */
const recipesOf = (text: string, recipe: RegExp): string => {
  let continues = false
  return text
    .split('\n')
    .map((line) => {
      const prefix = recipe.exec(line)?.[0]
      const kept = prefix !== undefined || continues
      continues = kept && line.endsWith('\\')
      if (!kept) return ' '.repeat(line.length)
      return prefix === undefined ? line : ' '.repeat(prefix.length) + line.slice(prefix.length)
    })
    .join('\n')
}
