import type { NixNode } from '../../formats/nix-tree.ts'
import { lastName, type NixFile } from './nix-file.ts'
import type { NixPlace } from './walk.ts'

const functions: ReadonlySet<string> = new Set(['readFile', 'fileContents', 'importJSON', 'importTOML'])

/** What stands behind `readFile` and its kin while Nix evaluates. */
export function* readArguments({ places }: NixFile): Generator<NixPlace> {
  for (const place of places) {
    const { node } = place
    if (node.kind === 'call' && functions.has(lastName(node.of)) && node.args[0] !== undefined)
      yield { ...place, node: node.args[0] }
    if (node.kind === 'operation') for (const piped of pipedInto(node)) yield { ...place, node: piped }
  }
}

/** `x |> readFile` */
const pipedInto = ({ operands, operators }: NixNode & { kind: 'operation' }): NixNode[] =>
  operators.flatMap((operator, at) => {
    const [from, to] = [operands[at], operands[at + 1]]
    return operator === '|>' && from !== undefined && to !== undefined && functions.has(lastName(to)) ? [from] : []
  })
