import type { Shell } from '../script-text.ts'
import { strings } from './exec-form.ts'
import { inserted } from './insertion.ts'
import type { Piece, Run } from './piece.ts'
import { shellNamed, shellOfShebang } from './shell-name.ts'

const dialect = { indented: true } as const

/** The recipes of a justfile, those with a `#!` each on its own, and commands between backticks. */
export const piecesInJustfile = (_: string, text: string): readonly Piece[] => {
  const shell = shellOf(text)
  return [...bodiesIn(text), ...backticksIn(text)].flatMap((run): readonly Piece[] => {
    const bare = run.text.trimStart()
    const own = bare.startsWith('#!') ? shellOfShebang(bare) : shell
    return own === undefined ? [] : [{ shell: own, runs: [withoutTemplates(run)], dialect }]
  })
}

/** `set shell := ["bash", "-c"]`; undefined for another language. */
const shellOf = (text: string): Shell | undefined => {
  const [, list] = /^set[ \t]+shell[ \t]*:=[ \t]*(\[[^\]\n]*\])/m.exec(text) ?? []
  return list === undefined ? 'sh' : shellNamed(strings(list.replaceAll("'", '"'))?.[0] ?? '')
}

/** The indented lines behind each other line, their `@` and `-` blanked. */
function* bodiesIn(text: string): Generator<Run> {
  let at = 0
  let body: { start: number; lines: string[]; continues: boolean } | undefined
  for (const line of text.split('\n')) {
    const bare = line.trim()
    const belongs = /^[ \t]/.test(line) || (body !== undefined && (bare === '' || body.continues))
    if (belongs) {
      body ??= { start: at, lines: [], continues: false }
      body.lines.push(body.continues ? line : line.replace(/^[ \t]+[@-]+/, (sign) => ' '.repeat(sign.length)))
      body.continues = bare.endsWith('\\')
    } else if (body !== undefined) {
      yield { start: body.start, text: body.lines.join('\n') }
      body = undefined
    }
    at += line.length + 1
  }
  if (body !== undefined) yield { start: body.start, text: body.lines.join('\n') }
}

const assigned = /^(?:export[ \t]+)?[\w-]+[ \t]*:=[ \t]*`([^`\n]*)`/dgm

function* backticksIn(text: string): Generator<Run> {
  for (const { 1: command = '', indices } of text.matchAll(assigned))
    yield { start: indices?.[1]?.[0] ?? 0, text: command }
}

/** `{{…}}` is filled in before the shell reads it; `{{{{` stands for two braces. */
const withoutTemplates = ({ start, text }: Run): Run => ({
  start,
  text: text.replace(/\{\{(?!\{)([^{}\n]{1,500})\}\}/g, (found, name: string) => inserted(found, name.trim())),
})
