import { posix } from 'node:path'
import type { NixNode } from '../../formats/nix-tree.ts'
import type { NixFile } from './nix-file.ts'
import { pathLiteral } from './path-literal.ts'
import { valuesOf } from './values.ts'

/** A file of the repository that `sopsFile` or `defaultSopsFile` names, and where it does. */
export interface SopsFileReference {
  /** Relative to the repository's root. */
  readonly path: string
  readonly node: NixNode
}

const option = /^(?:default)?sopsFile$/i

/** The path literals that a `.nix` file gives to sops-nix; what is worked out is nobody's to guess. */
export function* sopsFilesOf(file: NixFile): Generator<SopsFileReference> {
  for (const { name, value } of file.assignments) {
    if (!option.test(name.at(-1) ?? '')) continue
    for (const node of valuesOf(value, file)) {
      const literal = pathLiteral(node)
      const path = literal === undefined ? undefined : pathFrom(file.path, literal)
      if (path !== undefined) yield { path, node }
    }
  }
}

const pathFrom = (nixFile: string, literal: string): string | undefined => {
  if (literal.startsWith('/') || literal.startsWith('~')) return undefined
  const path = posix.join(posix.dirname(nixFile), literal)
  return path.startsWith('../') || path === '..' || path.endsWith('/') || path === '.' ? undefined : path
}
