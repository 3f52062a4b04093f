import type { Context, Hit } from '../../model/rule.ts'
import { isEncryptedLiteral } from './encrypted-literal.ts'
import { isSecretByName } from './key-names.ts'
import { holdsNames, type NixFile } from './nix-file.ts'
import { pathLiteral } from './path-literal.ts'
import { readArguments } from './readers.ts'
import type { NixPlace } from './walk.ts'

/** Path literals that are read, and those that stand in strings. */
export async function* secretIntoStoreHits(file: NixFile, context: Context): AsyncGenerator<Hit> {
  for (const { node, name } of [...readArguments(file), ...inStrings(file)]) {
    const path = pathLiteral(node)
    if (path === undefined || !isSecretByName(path) || isPublicOption(name)) continue
    if (await isEncryptedLiteral(file.path, path, context)) continue
    yield { span: file.spanOf(node), note: `${path} goes into the store, where everybody can read it` }
  }
}

function* inStrings({ places }: NixFile): Generator<NixPlace> {
  for (const place of places) {
    if (place.node.kind !== 'string') continue
    for (const part of place.node.parts) if (part.kind === 'path') yield { ...place, node: part }
  }
}

/** What is public by its option, what sops-nix is to decrypt, and what colmena and NixOps send past the store. */
const isPublicOption = (name: readonly string[]): boolean =>
  holdsNames(name, 'deployment', 'keys') ||
  name.some((key) => /authorizedKeys|knownHosts|publicKey|^(?:default)?sopsFile|^imports$|certificate/i.test(key))
