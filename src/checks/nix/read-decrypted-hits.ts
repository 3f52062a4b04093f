import type { NixNode } from '../../formats/nix-tree.ts'
import type { Hit } from '../../model/rule.ts'
import { holdsNames, type NixFile, namesOf } from './nix-file.ts'
import { readArguments } from './readers.ts'

/** `readFile` of what sops-nix or agenix decrypts. */
export function* readDecryptedHits(file: NixFile): Generator<Hit> {
  for (const { node } of readArguments(file)) {
    const read = node.kind === 'name' ? (file.lets.get(node.name) ?? node) : node
    if (isDecrypted(read))
      yield {
        span: file.spanOf(node),
        note: 'This reads a decrypted secret into the configuration, and so into the store',
      }
  }
}

const place = /^\/run\/(?:secrets|agenix|user\/[^/]+\/(?:secrets|agenix))(?:[-./]|$)/

const isDecrypted = (node: NixNode): boolean => {
  const names = namesOf(node)
  if (names.at(-1) === 'path') return holdsNames(names, 'sops', 'secrets') || holdsNames(names, 'age', 'secrets')
  if (node.kind === 'operation') return node.operands[0] !== undefined && isDecryptedText(node.operands[0])
  return isDecryptedText(node)
}

const isDecryptedText = (node: NixNode): boolean => {
  if (node.kind !== 'string' && node.kind !== 'path') return false
  const [first] = node.parts
  if (first === undefined) return false
  if (first.kind === 'text') return place.test(first.raw)
  const names = namesOf(first)
  return names.at(-1) === 'path' && (holdsNames(names, 'sops', 'secrets') || holdsNames(names, 'age', 'secrets'))
}
