import type { Piece } from './piece.ts'
import { shellNamed, shellOfShebang } from './shell-name.ts'

/** A file that is a script as a whole. */
export const piecesInFile = (path: string, text: string): readonly Piece[] => {
  const [, suffix = ''] = /\.(\w+)$/.exec(path) ?? []
  return [{ shell: shellOfShebang(text) ?? shellNamed(suffix) ?? 'unknown', runs: [{ start: 0, text }] }]
}
