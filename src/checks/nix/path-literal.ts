import type { NixNode } from '../../formats/nix-tree.ts'
import { lastName, plainPath, plainString } from './nix-file.ts'

/** The path that `./x`, `(./. + "/x")`, `"${./x}"` or `toString ./x` names. */
export const pathLiteral = (node: NixNode): string | undefined => {
  if (node.kind === 'path') return plainPath(node)
  if (node.kind === 'operation') return joined(node.operands, node.operators)
  if (node.kind === 'string') return interpolated(node)
  const [only, more] = node.kind === 'call' && lastName(node.of) === 'toString' ? node.args : []
  return only !== undefined && more === undefined ? plainPath(only) : undefined
}

const joined = ([first, ...rest]: readonly NixNode[], operators: readonly string[]): string | undefined => {
  const begin = first === undefined ? undefined : plainPath(first)
  const texts = rest.map(plainString)
  if (begin === undefined || operators.some((operator) => operator !== '+')) return undefined
  return texts.includes(undefined) ? undefined : begin + texts.join('')
}

const interpolated = ({ parts }: NixNode & { kind: 'string' }): string | undefined => {
  const [path, rest, more] = parts
  if (path === undefined || path.kind === 'text' || more !== undefined) return undefined
  if (rest !== undefined && rest.kind !== 'text') return undefined
  const begin = plainPath(path)
  return begin === undefined ? undefined : begin + (rest?.raw ?? '')
}
