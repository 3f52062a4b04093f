import { filler } from '../script-text.ts'
import { jsonText } from './escapes.ts'
import type { Piece, Run } from './piece.ts'
import { shellNamed } from './shell-name.ts'

/** The words of `["a", "b"]`; undefined for anything else, which is in shell form. */
export const strings = (args: string): readonly string[] | undefined => {
  const source = args.replaceAll(filler, ' ').trim()
  if (!source.startsWith('[')) return undefined
  try {
    const words: unknown = JSON.parse(source)
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined
  } catch {
    return undefined
  }
}

const quoted = /"((?:[^"\\]|\\[\s\S])*)"/g

/** A command in exec form: the script behind `sh -c`, or the words themselves, in which nothing is expanded. */
export const execPiece = ({ start, text }: Run, words: readonly string[]): readonly Piece[] => {
  const shell = shellNamed(words[0] ?? '')
  const flag = words.findIndex((word) => /^-\w*c$/.test(word))
  const found = [...text.matchAll(quoted)]
  const script = flag === -1 ? undefined : found[flag + 1]
  if (shell !== undefined && script !== undefined)
    return [{ shell, runs: [{ start: start + script.index + 1, text: jsonText(script[1] ?? '') }] }]
  const plain = text.replace(/[^"]+|"(?:[^"\\]|\\[\s\S])*"/g, (part) =>
    part.startsWith('"') ? literal(part) : ' '.repeat(part.length),
  )
  return words.length === 0 ? [] : [{ shell: 'sh', runs: [{ start, text: plain }] }]
}

/** In single quotes, where there is none within. */
const literal = (word: string): string => {
  const inner = jsonText(word.slice(1, -1))
  return inner.includes("'") ? `"${inner}"` : `'${inner}'`
}
