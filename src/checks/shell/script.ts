import type { TextRange } from '../../formats/tree.ts'
import { type Pipeline, pipelinesOf } from './commands.ts'
import type { Dialect } from './token.ts'
import { tokenise } from './tokens.ts'

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

/** A script read part by part, each time anew. */
export type Script = () => Iterable<readonly Pipeline[]>

/** What a piece of shell stands in. */
export type Host = 'file' | 'make' | 'just' | 'dockerfile' | 'github' | 'gitlab' | 'markdown' | 'nix'

/** Whose rules of expansion, traps and builtins hold; `unknown` where nothing names it. */
export type Shell = 'sh' | 'bash' | 'zsh' | 'ksh' | 'fish' | 'unknown'

/** One piece of shell in a file. All offsets are those of the file's text. */
export interface ScriptText {
  readonly script: Script
  readonly host: Host
  readonly shell: Shell
  /** The file's text with everything that is not this piece blanked, so that offsets stay. */
  readonly text: string
}

/** Every piece of shell in a file; none for a file that holds none. */
export const scriptsIn = (path: string, text: string): readonly ScriptText[] => {
  if (!isScript(path, text)) return []
  if (makefile.test(path)) {
    return [read(recipesOf(text, /^\t[@+-]*/), { make: true, indented: true }, 'make', 'sh')]
  }
  if (justfile.test(path)) return [read(recipesOf(text, /^[ \t]+[@-]*/), { indented: true }, 'just', 'sh')]
  return [read(text, {}, 'file', shellOf(path, text))]
}

const read = (text: string, dialect: Dialect, host: Host, shell: Shell): ScriptText => ({
  script: inParts(text, dialect),
  host,
  shell,
  text,
})

const shells: ReadonlyMap<string, Shell> = new Map([
  ['sh', 'sh'],
  ['dash', 'sh'],
  ['bash', 'bash'],
  ['zsh', 'zsh'],
  ['ksh', 'ksh'],
  ['fish', 'fish'],
])

const shellOf = (path: string, text: string): Shell => {
  const spoken = /^#![^\n]*\b((?:ba|z|k|da|fi)?sh)\b/.exec(text)?.[1]
  const suffix = /\.((?:ba|z|k|da|fi)?sh)$/.exec(path)?.[1]
  return shells.get(spoken ?? suffix ?? '') ?? 'unknown'
}

/** Bounds what is held of a script; its tokens take many times its own length. */
const partLength = 1024 * 1024

const inParts = (text: string, dialect: Dialect): Script => {
  const parts = partsOf(text)
  if (parts.length > 1) return () => parsed(text, dialect, parts)
  const [only] = [...parsed(text, dialect, parts)]
  return () => (only === undefined ? [] : [only])
}

function* parsed(text: string, dialect: Dialect, parts: readonly TextRange[]): Generator<readonly Pipeline[]> {
  for (const part of parts) yield pipelinesOf(tokenise(text, dialect, part))
}

/** Ends of parts are ends of lines, where a line is not longer than a part. */
const partsOf = (text: string): readonly TextRange[] => {
  const parts: TextRange[] = []
  for (let start = 0; start < text.length; start = parts.at(-1)?.end ?? text.length) {
    const most = start + partLength
    const newline = most >= text.length ? -1 : text.lastIndexOf('\n', most)
    parts.push({ start, end: newline > start ? newline + 1 : Math.min(most, text.length) })
  }
  return parts
}

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
