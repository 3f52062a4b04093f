import { parseNix } from '../../formats/nix.ts'
import type { NixNode } from '../../formats/nix-tree.ts'
import type { Problem, TextRange } from '../../formats/tree.ts'
import { CannotCheckError } from '../../model/errors.ts'
import type { Document, Span } from '../../model/rule.ts'
import { type NixWalk, walkNix } from './walk.ts'

/** A `.nix` file as rules read it. */
export interface NixFile extends NixWalk {
  readonly path: string
  readonly text: string
  spanOf(range: TextRange): Span
}

const files = new WeakMap<Document, NixFile>()

/** Reads a document once for all rules; throws where its structure cannot be read. */
export const readNixFile = (document: Document): NixFile => {
  const known = files.get(document) ?? read(document)
  files.set(document, known)
  return known
}

const read = (document: Document): NixFile => {
  const { path, text } = document
  const { file, problem } = nixFileOf(path, text)
  if (problem !== undefined) throw new CannotCheckError(`${path}: cannot be read as Nix: ${problem.message}`)
  return { ...file, spanOf: ({ start, end }) => document.spanOfText(start, end) }
}

/** What can be read of a text, and why that is not all. */
export const nixFileOf = (path: string, text: string): { readonly file: NixFile; readonly problem?: Problem } => {
  const tree = parseNix(text)
  const { problem } = tree
  return {
    file: { path, text, ...walkNix(tree), spanOf: (range) => range },
    ...(problem === undefined ? {} : { problem }),
  }
}

/** The text of a string without interpolation, as it is written. */
export const plainString = (node: NixNode): string | undefined => {
  if (node.kind !== 'string') return undefined
  let text = ''
  for (const part of node.parts) {
    if (part.kind !== 'text') return undefined
    text += part.raw
  }
  return text
}

/** The text of a path without interpolation. */
export const plainPath = (node: NixNode): string | undefined => {
  const [part, more] = node.kind === 'path' ? node.parts : []
  return part?.kind === 'text' && more === undefined ? part.raw : undefined
}

/** The last name of a function or option: `readFile` of `builtins.readFile`. */
export const lastName = (node: NixNode): string => {
  if (node.kind === 'name') return node.name
  return node.kind === 'select' ? (node.keys.at(-1)?.name ?? '') : ''
}

/** The names of `config.sops.secrets."x".path`; empty for anything else. */
export const namesOf = (node: NixNode): readonly string[] => {
  if (node.kind === 'name') return [node.name]
  if (node.kind !== 'select' || node.of.kind !== 'name') return []
  return [node.of.name, ...node.keys.map((key) => key.name ?? '*')]
}

/** Whether names stand one behind the other in a longer name. */
export const holdsNames = (name: readonly string[], ...part: readonly string[]): boolean =>
  name.some((_, at) => part.every((each, index) => name[at + index] === each))
