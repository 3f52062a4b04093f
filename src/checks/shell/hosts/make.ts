import type { Shell } from '../script-text.ts'
import { shellCallsIn } from './make-shell-calls.ts'
import { blanked, type Piece } from './piece.ts'
import { shellNamed } from './shell-name.ts'

const dialect = { make: true, indented: true } as const

/** The recipes of a makefile, and each `$(shell …)` outside of them. */
export const piecesInMakefile = (_: string, text: string): readonly Piece[] => {
  const shell = shellOf(text)
  const recipes = shell === undefined ? [] : [{ shell, runs: [{ start: 0, text: recipesOf(text) }], dialect }]
  const calls = shellCallsIn(text).map((run): Piece => ({ shell: shell ?? 'sh', runs: [run], dialect }))
  return [...recipes, ...calls]
}

/** What `SHELL` names last; undefined for another language. */
const shellOf = (text: string): Shell | undefined => {
  const found = [
    ...text.matchAll(/^(?:override[ \t]+|export[ \t]+)*SHELL[ \t]*(?:::?:?|\?)?=[ \t]*(\S+)(?:[ \t]+(\S+))?/gm),
  ].at(-1)
  if (found === undefined) return 'sh'
  const [, program = '', argument = ''] = found
  const name = program.endsWith('/env') ? argument : program
  return name.includes('$') ? 'unknown' : shellNamed(name)
}

const rule = /^[^\s#=:][^#=:\n]{0,2000}::?(?![=:])[^=;#\n]{0,2000};/
const opens = /^[ ]*(?:override[ \t]+|export[ \t]+)?define[ \t]/
const closes = /^[ ]*endef\b/

/** Blanks everything but recipes, canned ones (`define`) included; a line that continues a recipe's line is kept. */
const recipesOf = (text: string): string => {
  const [, sign = '\t'] = /^\.RECIPEPREFIX[ \t]*:{0,2}=[ \t]*(\S)/m.exec(text) ?? []
  let continues = false
  let canned = false
  return text
    .split('\n')
    .map((line) => {
      if (canned ? closes.test(line) : opens.test(line)) {
        canned = !canned
        continues = false
        return blanked(line)
      }
      const prefix = continues ? 0 : prefixOf(line, sign, canned)
      continues = prefix !== undefined && continuesAt(line)
      return prefix === undefined ? blanked(line) : ' '.repeat(prefix) + line.slice(prefix)
    })
    .join('\n')
}

const continuesAt = (line: string): boolean => /(?<!\\)(?:\\\\)*\\\r?$/.test(line.slice(-100))

/** How much of a line stands before its command; undefined where it holds none. */
const prefixOf = (line: string, sign: string, canned: boolean): number | undefined => {
  if (line.startsWith(sign)) return sign.length + signsAt(line, sign.length)
  if (canned) return signsAt(line, 0)
  const target = rule.exec(line)?.[0].length
  return target === undefined ? undefined : target + signsAt(line, target)
}

/** `@` silences, `-` ignores errors, `+` runs always. */
const signsAt = (line: string, from: number): number => {
  let at = from
  while ('@+- \t'.includes(line[at] ?? 'x')) at++
  return at - from
}
