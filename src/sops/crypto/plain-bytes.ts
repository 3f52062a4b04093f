import type { Leaf } from '../leaves.ts'
import type { Store } from '../sniff.ts'
import { goBool, goFloat, goInt } from './go-bytes.ts'
import { plainYaml } from './go-yaml.ts'

const longestTag = 200

/**
 * What a value that is not encrypted counts as in the mac; of a number that versions of SOPS read differently, each form.
 * Empty where that is not known: an alias, a tag, or a number that SOPS cannot hold.
 */
export const plainBytes = (leaf: Leaf, store: Store, text: string): readonly string[] => {
  const { value } = leaf
  if (leaf.alias) return []
  if (store === 'yaml' && hasTag(leaf, text)) return []
  if (store === 'yaml') return oneForm(yamlForm(value, text.slice(leaf.start, leaf.end)))
  if (value === null) return ['']
  if (typeof value === 'string') return store === 'ini' ? iniForms(value) : [value]
  return typeof value === 'boolean' ? [goBool(value)] : numberForms(text.slice(leaf.start, leaf.end))
}

const oneForm = (form: string | null | undefined): readonly string[] => (form === undefined ? [] : [form ?? ''])

/** Two characters that say a line break in INI: some versions of SOPS read one, and most the characters. */
const iniForms = (value: string): readonly string[] =>
  value.includes('\n') ? [value.replaceAll('\n', '\\n'), value] : [value]

/** `!tag` in front of the value, which says that it is something else than it looks like. */
const hasTag = ({ start }: Leaf, text: string): boolean =>
  /(?:^|[\s,[{])![^\s,[\]{}]*(?:[ \t]+&\S+)?\s*$/.test(text.slice(Math.max(0, start - longestTag), start))

/** Quoted, a block, or over several lines: a string without a question. */
const yamlForm = (value: Leaf['value'], source: string): string | null | undefined =>
  typeof value === 'string' && (/^["'|>]/.test(source) || source.includes('\n')) ? value : plainYaml(source.trim())

/** JSON: all numbers were floats before sops 3.13.2; since then integers are kept. */
const numberForms = (source: string): readonly string[] => {
  const asFloat = goFloat(Number(source))
  const asInt = /^-?\d+$/.test(source) ? goInt(BigInt(source)) : undefined
  return asInt === undefined || asInt === asFloat ? [asFloat] : [asInt, asFloat]
}
