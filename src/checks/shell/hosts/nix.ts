import { parseNix } from '../../../formats/nix.ts'
import type { NixCall, NixNode, NixString } from '../../../formats/nix-tree.ts'
import { CannotCheckError } from '../../../model/errors.ts'
import { lastName } from '../../nix/nix-file.ts'
import { walkNix } from '../../nix/walk.ts'
import type { Shell } from '../script-text.ts'
import { isShellOption } from './nix-options.ts'
import { nixRun } from './nix-string.ts'
import type { Piece } from './piece.ts'
import { shellOfShebang } from './shell-name.ts'

/** Strings of which an option, an attribute or a function says that they are shell, and those with a shell's `#!`. */
export const piecesInNix = (path: string, text: string): readonly Piece[] => {
  const tree = parseNix(text)
  if (tree.problem !== undefined) throw new CannotCheckError(`${path}: cannot be read as Nix: ${tree.problem.message}`)
  const { assignments, places } = walkNix(tree)
  const found = new Map<number, Found>()
  const add = (node: NixNode, shell: Shell): void => {
    for (const string of stringsOf(node)) if (!found.has(string.start)) found.set(string.start, { string, shell })
  }
  for (const { name, value } of assignments) {
    const shell = isShellOption(name)
    if (shell !== undefined) add(value, shell)
  }
  for (const { node } of places) {
    if (node.kind === 'call') for (const { value, shell } of scriptsOfCall(node)) add(value, shell)
    if (node.kind === 'string' && shebangOf(node) !== undefined) add(node, 'unknown')
  }
  return [...found.values()].flatMap(({ string, shell }) => pieceOf(text, string, shell))
}

interface Found {
  readonly string: NixString
  readonly shell: Shell
}

const pieceOf = (text: string, string: NixString, shell: Shell): readonly Piece[] => {
  const spoken = shebangOf(string)
  // The `#!` of another language.
  if (spoken !== undefined && spoken.shell === undefined) return []
  const run = nixRun(text, string)
  return run.text.trim() === '' ? [] : [{ shell: spoken?.shell ?? shell, runs: [run], dialect: { indented: true } }]
}

/** `#!/bin/sh`, `#!${pkgs.bash}/bin/bash`, `#!${pkgs.runtimeShell}` at the beginning of a string. */
const shebangOf = ({ parts: [first, second, third] }: NixString): { readonly shell: Shell | undefined } | undefined => {
  if (first?.kind !== 'text' || !/^\s*#!/.test(first.raw)) return undefined
  const line = first.raw.trimStart()
  if (line.includes('\n') || second === undefined || second.kind === 'text') return { shell: shellOfShebang(line) }
  if (lastName(second) === 'runtimeShell') return { shell: 'bash' }
  return { shell: third?.kind === 'text' ? shellOfShebang(`#!${third.raw}`) : undefined }
}

/** Functions that make a script of an argument, by its place. */
const makers: ReadonlyMap<string, readonly [at: number, shell: Shell]> = new Map([
  ['writeShellScript', [1, 'bash']],
  ['writeShellScriptBin', [1, 'bash']],
  ['writeBash', [1, 'bash']],
  ['writeBashBin', [1, 'bash']],
  ['writeDash', [1, 'sh']],
  ['writeDashBin', [1, 'sh']],
  ['writeScript', [1, 'unknown']],
  ['writeScriptBin', [1, 'unknown']],
  ['runCommand', [2, 'bash']],
  ['runCommandLocal', [2, 'bash']],
  ['runCommandCC', [2, 'bash']],
  ['runCommandNoCC', [2, 'bash']],
])

const scriptsOfCall = ({ of, args }: NixCall): readonly { readonly value: NixNode; readonly shell: Shell }[] => {
  const name = lastName(of)
  const [at, shell] = makers.get(name) ?? []
  const argument = at === undefined ? undefined : args[at]
  if (argument !== undefined && shell !== undefined) return [{ value: argument, shell }]
  if (name !== 'writeShellApplication') return []
  return args.flatMap((arg) => {
    const text =
      arg.kind === 'set' ? arg.bindings.find(({ keys }) => keys.length === 1 && keys[0]?.name === 'text') : undefined
    return text === undefined ? [] : [{ value: text.value, shell: 'bash' as const }]
  })
}

/** Functions that answer their last argument, or put it where it is wanted. */
const passing: ReadonlySet<string> = new Set([
  ...['mkBefore', 'mkAfter', 'mkDefault', 'mkForce', 'mkIf', 'mkMerge', 'mkOrder', 'mkOverride'],
  ...['optionalString', 'entryAfter', 'entryBefore', 'entryAnywhere', 'entryBetween', 'noDepEntry', 'stringAfter'],
])

/** The strings that a value is made of, whatever decides between them or joins them. */
function* stringsOf(value: NixNode): Generator<NixString> {
  const waiting: NixNode[] = [value]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === 'string') yield node
    else for (const part of [...partsOf(node)].reverse()) waiting.push(part)
  }
}

const partsOf = (node: NixNode): readonly NixNode[] => {
  switch (node.kind) {
    case 'operation':
      return node.operands
    case 'if':
      return [node.yes, node.no]
    case 'list':
      return node.items
    case 'scoped':
    case 'let':
    case 'lambda':
      return [node.body]
    case 'call':
      return passing.has(lastName(node.of)) ? node.args.slice(-1) : []
    default:
      return []
  }
}
