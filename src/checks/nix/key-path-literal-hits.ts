import type { NixNode } from '../../formats/nix-tree.ts'
import type { Context, Hit } from '../../model/rule.ts'
import { isEncryptedLiteral } from './encrypted-literal.ts'
import { isPublicFile } from './key-names.ts'
import { holdsNames, type NixFile, plainPath, plainString } from './nix-file.ts'
import { pathLiteral } from './path-literal.ts'
import { valuesOf } from './values.ts'

const keyFile =
  /^(?:sshKeyPaths|identityPaths|hostKeys|hostKeyPaths|identityFile|sslCertificateKey|(?:age|ssh|host|luks)?keyFile|(?:\w+(?=[A-Z]))?(?:privateKey|password|passphrase|secret(?:Key)?|token|credentials?|environment|presharedKey|apiKey|accessKey|sshKey|secrets)Files?)$/i

/** Path literals below options that name keys and passwords; `path` of an item of `hostKeys` too. */
export async function* keyPathLiteralHits(file: NixFile, context: Context): AsyncGenerator<Hit> {
  for (const { name, value } of file.assignments) {
    const option = optionOf(name)
    if (option === undefined) continue
    for (const node of valuesOf(value, file)) {
      const note = noteOn(node, option)
      if (note === undefined) continue
      const path = pathLiteral(node)
      if (path === undefined || !(await isEncryptedLiteral(file.path, path, context)))
        yield { span: file.spanOf(node), note }
    }
  }
}

/** What colmena and NixOps send to a machine (`deployment.keys`) does not go through the store. */
const optionOf = (name: readonly string[]): string | undefined => {
  const last = name.at(-1) ?? ''
  const option = last === 'path' && name.at(-2) === 'hostKeys' ? 'hostKeys' : last
  return keyFile.test(option) && !holdsNames(name, 'deployment', 'keys') ? option : undefined
}

// People call parts of a configuration so.
const configuration = /\.(?:ya?ml|json|toml)$/

const noteOn = (node: NixNode, option: string): string | undefined => {
  const text = plainString(node)
  if (text?.startsWith('/nix/store/')) return `${option} names a file in /nix/store, which everybody can read`
  const path = pathIn(node)
  if (path === undefined || isPublicFile(path)) return undefined
  if (/^environmentFiles?$/i.test(option) && configuration.test(path)) return undefined
  return `${option} is a path without quotes, so Nix copies the file into the store, where everybody can read it`
}

/** `./x`, `./x + "/y"` and `"${./x}"` */
const pathIn = (node: NixNode): string | undefined => {
  if (node.kind === 'path') return node.parts.map((part) => (part.kind === 'text' ? part.raw : '*')).join('')
  if (node.kind === 'operation')
    return node.operators[0] === '+' && node.operands[0] !== undefined ? pathIn(node.operands[0]) : undefined
  const [only, rest] = node.kind === 'string' ? node.parts : []
  if (only === undefined || only.kind === 'text' || rest !== undefined) return undefined
  return only.kind === 'path' ? plainPath(only) : undefined
}
