import { filler, type Shell } from '../script-text.ts'
import { type Instruction, instructionsIn } from './dockerfile-instructions.ts'
import { execPiece, strings } from './exec-form.ts'
import type { Piece, Run } from './piece.ts'
import { shellNamed, shellOfShebang } from './shell-name.ts'

/** What `RUN`, `CMD`, `ENTRYPOINT` and `HEALTHCHECK` run, and scripts that heredocs write. */
export const piecesInDockerfile = (_: string, text: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let shell: Shell | undefined = 'sh'
  for (const instruction of instructionsIn(text)) {
    if (instruction.name === 'FROM') shell = 'sh'
    else if (instruction.name === 'SHELL') shell = shellNamed(strings(instruction.args.text)?.[0] ?? '')
    else pieces.push(...piecesOf(instruction, shell))
  }
  return pieces
}

const piecesOf = (instruction: Instruction, shell: Shell | undefined): readonly Piece[] => {
  switch (instruction.name) {
    case 'RUN':
      return runPieces(instruction, shell)
    case 'CMD':
    case 'ENTRYPOINT':
      return commandPieces(instruction.args, shell)
    case 'HEALTHCHECK':
      return commandPieces(withoutHead(instruction.args, /^[^\n]*?\bCMD(?=[\s\0])/i), shell)
    case 'COPY':
    case 'ADD':
      return writtenScripts(instruction)
    default:
      return []
  }
}

/** `--mount=… --network=…` */
const flags = /^(?:[\s\0]*--[\w.-]+(?:=[^\s\0]*)?(?=[\s\0]))*[\s\0]*/

const runPieces = ({ args, bodies, whole }: Instruction, shell: Shell | undefined): readonly Piece[] => {
  const [first] = bodies
  const command = withoutHead(args, flags)
  if (first === undefined) return commandPieces(command, shell)
  if (!/^\s*\d*<<-?\S+\s*$/.test(command.text.replaceAll(filler, ' '))) return pieceOf(withoutHead(whole, flags), shell)
  return first.text.startsWith('#!') ? pieceOf(first, shellOfShebang(first.text)) : pieceOf(first, shell)
}

const commandPieces = (args: Run, shell: Shell | undefined): readonly Piece[] => {
  const words = strings(args.text)
  return words === undefined ? pieceOf(args, shell) : execPiece(args, words)
}

const pieceOf = (run: Run, shell: Shell | undefined): readonly Piece[] =>
  shell === undefined || run.text.trim() === '' ? [] : [{ shell, runs: [run] }]

/** `COPY <<EOF /usr/bin/start.sh` */
const writtenScripts = ({ args, bodies }: Instruction): readonly Piece[] => {
  const [, suffix = ''] = /\.(\w+)[\s\0]*$/.exec(args.text) ?? []
  return bodies.flatMap((body) => pieceOf(body, shellOfShebang(body.text) ?? shellNamed(suffix)))
}

const withoutHead = ({ start, text }: Run, head: RegExp): Run => {
  const length = head.exec(text)?.[0].length ?? 0
  return { start: start + length, text: text.slice(length) }
}
