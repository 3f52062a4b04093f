import type { NixNode } from '../../formats/nix-tree.ts'
import type { Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { isPlaceholder } from '../kubernetes/placeholder.ts'
import { isCredentialKey } from '../leftovers/credential-key.ts'
import { isRealValue } from '../leftovers/real-value.ts'
import { credentialsIn } from '../shell/key-values.ts'
import { shownKey } from '../shown-key.ts'
import { holdsNames, lastName, type NixFile, plainString } from './nix-file.ts'
import { valuesOf } from './values.ts'

/** Literals given to options of credentials, and settings with credentials in texts that go into the store. */
export function* plainValueHits(file: NixFile): Generator<Hit> {
  for (const { name, value } of file.assignments) {
    const key = name.at(-1) ?? ''
    if (isSecretOption(key)) yield* literalHits(file, key, value)
    else if (isStoredText(name)) yield* textHits(file, value)
  }
  for (const { node } of file.places)
    if (node.kind === 'call' && writers.has(lastName(node.of)))
      for (const text of node.args) yield* textHits(file, text)
}

const further = /^(?:psk|pskRaw|pre_?sharedKey|secret(?:Key|AccessKey|Token|Value|KeyBase)?|initial(?:Root)?Password)$/i

const isSecretOption = (key: string): boolean => isCredentialKey(key) || further.test(key)

function* literalHits(file: NixFile, key: string, value: NixNode): Generator<Hit> {
  for (const node of valuesOf(value, file)) {
    const text = plainString(node)
    if (text === undefined || !isValue(text)) continue
    yield {
      span: file.spanOf(inner(node)),
      secret: new Secret(text),
      note: `${JSON.stringify(shownKey(key))} is given a literal value, which lies readable in the store`,
    }
  }
}

/** A string without its quotes. */
const inner = (node: NixNode): { start: number; end: number } => {
  const [first] = node.kind === 'string' ? node.parts : []
  const last = node.kind === 'string' ? node.parts.at(-1) : undefined
  return first === undefined || last === undefined ? node : { start: first.start, end: last.end }
}

// Places of secrets, commands and addresses are no secrets.
const elsewhere = /^\s*(?:\/|~\/|\$|!|(?:file|ext):|https?:\/\/[^@]*$|%[a-z]$|@\w+@$)/i

const isValue = (text: string): boolean => isRealValue(text) && !isPlaceholder(text) && !elsewhere.test(text)

const writers: ReadonlySet<string> = new Set(
  'writeText writeTextFile writeTextDir writeShellScript writeShellScriptBin writeScript writeScriptBin toFile'.split(
    ' ',
  ),
)

const isStoredText = (name: readonly string[]): boolean => {
  const last = name.at(-1)
  if (last === 'content') return holdsNames(name, 'sops', 'templates')
  return last === 'text' && (name.includes('etc') || name.includes('file') || name.includes('configFile'))
}

/** `password = …` in the lines of a text. */
function* textHits(file: NixFile, value: NixNode): Generator<Hit> {
  for (const node of valuesOf(value, file)) {
    if (node.kind !== 'string') continue
    for (const { key, start, end, literal } of credentialsIn(file.text, inner(node))) {
      const text = file.text.slice(start, end)
      if (!literal || text.length < 4 || !isValue(text)) continue
      yield {
        span: file.spanOf({ start, end }),
        secret: new Secret(text),
        note: `${JSON.stringify(shownKey(key))} stands in a text that Nix writes readable into the store`,
      }
    }
  }
}
