import type { NixNode } from '../../formats/nix-tree.ts'
import type { Hit } from '../../model/rule.ts'
import { holdsNames, type NixFile, namesOf } from './nix-file.ts'
import { valuesOf } from './values.ts'

/** `validateSopsFiles = false` */
export function* unvalidatedHits(file: NixFile): Generator<Hit> {
  yield* switchHits(file, 'validateSopsFiles', 'false')
}

/** `useTmpfs = true`, unless the same file encrypts the swap or has none. */
export function* swapHits(file: NixFile): Generator<Hit> {
  if (!file.assignments.some(isSafeSwap)) yield* switchHits(file, 'useTmpfs', 'true')
}

const isSafeSwap = ({ name, value }: NixFile['assignments'][number]): boolean =>
  name.includes('randomEncryption') ||
  (name.at(-1) === 'swapDevices' && value.kind === 'list' && value.items.length === 0)

function* switchHits(file: NixFile, option: string, wrong: string): Generator<Hit> {
  for (const { name, value } of file.assignments) {
    if (name.at(-1) !== option || !name.includes('sops')) continue
    for (const node of valuesOf(value, file))
      if (node.kind === 'name' && node.name === wrong) yield { span: file.spanOf(node) }
  }
}

/** `sops.age.keyFile`, `sops.age.sshKeyPaths` and their kin below `/run/secrets`. */
export function* keyInRunSecretsHits(file: NixFile): Generator<Hit> {
  for (const { name, value } of file.assignments) {
    if (!/^(?:keyFile|sshKeyPaths)$/.test(name.at(-1) ?? '')) continue
    if (!holdsNames(name, 'sops', 'age') && !holdsNames(name, 'sops', 'gnupg')) continue
    for (const node of valuesOf(value, file)) if (isDecrypted(node)) yield { span: file.spanOf(node) }
  }
}

const isDecrypted = (node: NixNode): boolean => {
  if (node.kind === 'select') return holdsNames(namesOf(node), 'sops', 'secrets')
  const [first] = node.kind === 'string' || node.kind === 'path' ? node.parts : []
  return first?.kind === 'text' ? /^\/run\/secrets(?:[-./]|$)/.test(first.raw) : false
}
