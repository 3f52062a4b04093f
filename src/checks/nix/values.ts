import type { NixNode } from '../../formats/nix-tree.ts'
import { lastName, type NixFile } from './nix-file.ts'

// Of the module system and of lib: what they are given last, or at all, becomes the value.
const handOn: ReadonlySet<string> = new Set(
  'mkDefault mkForce mkOverride mkIf mkBefore mkAfter mkOrder mkMerge optional optionals optionalString singleton'.split(
    ' ',
  ),
)

/** What a value may be: through lists, conditions, `let`, `mkDefault` and its kin, and the names of strings and paths. */
export function* valuesOf(node: NixNode, file: NixFile): Generator<NixNode> {
  switch (node.kind) {
    case 'list':
      for (const item of node.items) yield* valuesOf(item, file)
      return
    case 'if':
      yield* valuesOf(node.yes, file)
      yield* valuesOf(node.no, file)
      return
    case 'let':
    case 'scoped':
      yield* valuesOf(node.body, file)
      return
    case 'call':
      yield* handedOn(node, file)
      return
    case 'operation':
      if (node.operators.every((operator) => operator === '++' || operator === '//'))
        for (const operand of node.operands) yield* valuesOf(operand, file)
      else yield node
      return
    case 'name':
      yield named(node.name, file) ?? node
      return
    default:
      yield node
      if (node.kind === 'select' && node.fallback !== undefined) yield* valuesOf(node.fallback, file)
  }
}

function* handedOn(call: NixNode & { kind: 'call' }, file: NixFile): Generator<NixNode> {
  const last = call.args.at(-1)
  if (last !== undefined && handOn.has(lastName(call.of))) yield* valuesOf(last, file)
  else yield call
}

/** One step and no more, so that names of names cost nothing. */
const named = (name: string, { lets }: NixFile): NixNode | undefined => {
  const value = lets.get(name)
  return value?.kind === 'string' || value?.kind === 'path' ? value : undefined
}
