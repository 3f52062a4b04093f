import type { Scene } from '../scene.ts'
import { isSecretName } from '../secret-names.ts'
import type { Detector } from './detector.ts'

const assignment = /^[ \t]*(?:export[ \t]+|override[ \t]+)*([A-Za-z_]\w{0,100})[ \t]*(?::{1,3}|\?|\+|!)?=(.{0,2000})/
const decrypting =
  /\$\(shell\s[^\n]{0,500}?(?:\bsops\s[^\n]{0,200}?(?:-d\b|--decrypt\b|decrypt\b)|\/run\/secrets\/|get-secret-value|\bage\s+-d\b)/
const reference = /\$[({]([A-Za-z_]\w{0,100})[)}]/g
const quiet = /^(?:\.SILENT[ \t]*:[ \t]*(?:#.*)?$|MAKEFLAGS[ \t]*\+?=.*(?:--silent|--quiet|(?:^|\s)-?\w*s\b))/m

/** Recipes that make prints with the secret in them. */
export const makeEcho = (scene: Scene): Detector => ({
  visit() {},
  end() {
    if (scene.piece.host !== 'make' || quiet.test(scene.document.text)) return
    const tainted = namesIn(scene.document.text)
    for (const line of recipesOf(scene.document.text)) say(scene, line, tainted)
  },
})

interface Line {
  readonly start: number
  readonly text: string
}

const say = (scene: Scene, { start, text }: Line, tainted: ReadonlySet<string>): void => {
  const shell = decrypting.exec(text)
  if (shell !== null)
    scene.hit('shell-make-echo', start + shell.index, start + shell.index + 7, {
      note: 'make decrypts a secret into this command, and prints the command before it runs it; put @ before it and let the shell decrypt',
    })
  for (const found of text.matchAll(reference)) {
    const [whole, name = ''] = found
    if (!tainted.has(name)) continue
    const note = `make prints this command with the value of ${whole}; put @ before it, and $$${name} where it is in the environment`
    scene.hit('shell-make-echo', start + found.index, start + found.index + whole.length, { note })
    return
  }
}

/** Variables of make that hold secrets, by their names or because a shell decrypts them. */
const namesIn = (text: string): ReadonlySet<string> => {
  const tainted = new Set<string>()
  for (const [, name = ''] of text.matchAll(reference)) if (isSecretName(name)) tainted.add(name)
  for (const line of text.split('\n')) {
    const found = line.startsWith('\t') ? null : assignment.exec(line)
    if (found?.[1] !== undefined && decrypting.test(found[2] ?? '')) tainted.add(found[1])
  }
  return tainted
}

/** Lines of recipes that make prints, a continued line as one. */
function* recipesOf(text: string): Generator<Line> {
  let silent = false
  let continued = false
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(start, end)
    const recipe: boolean = line.startsWith('\t') || continued
    if (recipe && !continued) silent = /^\t[ \t]*[+-]*@/.test(line)
    if (recipe && !silent && !/^\t[ \t]*#/.test(line)) yield { start, text: line.slice(0, 4_000) }
    continued = recipe && line.endsWith('\\')
    start = end + 1
  }
}
