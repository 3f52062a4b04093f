import type { Store } from '../../../src/sops/sniff.ts'
import { type Anatomy, lineAt, spliced } from './anatomy.ts'
import type { Mutant, MutationKind } from './mutation.ts'

/** Every line of the metadata, and the whole file: where a field is missing, there is no line to point at. */
const blockLines = (text: string, start: number, end: number): readonly number[] => {
  const first = lineAt(text, start)
  const last = lineAt(text, end)
  return [0, ...Array.from({ length: last - first + 1 }, (_, index) => first + index)]
}

/** The first block with lines changed, as YAML, dotenv and INI have it. */
const ofLines = (anatomy: Anatomy, change: (block: string) => string): readonly Mutant[] => {
  const [block] = anatomy.blocks
  if (block === undefined) return []
  const old = anatomy.text.slice(block.start, block.end)
  const changed = change(old)
  if (changed === old) return []
  const text = spliced(anatomy.text, block.start, block.end, changed)
  return [{ text, lines: blockLines(text, block.start, block.start + changed.length) }]
}

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null

const isMap = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const ofJson = (anatomy: Anatomy, change: (sops: { [key: string]: Json }) => void): readonly Mutant[] => {
  const root: Json = JSON.parse(anatomy.text)
  const sops = isMap(root) ? root.sops : undefined
  if (!isMap(root) || !isMap(sops)) return []
  const before = JSON.stringify(sops)
  change(sops)
  if (JSON.stringify(sops) === before) return []
  const text = `${JSON.stringify(root, undefined, '\t')}\n`
  return [{ text, lines: blockLines(text, text.indexOf('\n\t"sops": {') + 1, text.length) }]
}

interface Changes {
  readonly yaml: (block: string) => string
  readonly lines: (block: string) => string
  readonly json: (sops: { [key: string]: Json }) => void
}

const changed =
  ({ yaml, lines, json }: Changes) =>
  (anatomy: Anatomy): readonly Mutant[] =>
    anatomy.store === 'json' || anatomy.store === 'binary'
      ? ofJson(anatomy, json)
      : ofLines(anatomy, anatomy.store === 'yaml' ? yaml : lines)

const without = (field: string): Changes => ({
  yaml: (block) => block.replace(new RegExp(`^    ${field}:.*\\n?`, 'm'), ''),
  lines: (block) => block.replace(new RegExp(`^(?:sops_)?${field}\\s*=.*\\n?`, 'm'), ''),
  json: (sops) => {
    delete sops[field]
  },
})

const replaced = (field: string, value: string): Changes => ({
  yaml: (block) => block.replace(new RegExp(`^(    ${field}: ).*`, 'm'), `$1${value}`),
  lines: (block) => block.replace(new RegExp(`^((?:sops_)?${field}\\s*=\\s?).*`, 'm'), `$1${value}`),
  json: (sops) => {
    sops[field] = value
  },
})

const noRecipients: Changes = {
  yaml: (block) => block.replace(/^ {4}(?:age|key_groups):\n(?: {8}.*\n?)*/m, ''),
  lines: (block) => block.replace(/^(?:sops_)?(?:age|key_groups)__.*\n?/gm, ''),
  json: (sops) => {
    delete sops.age
    delete sops.key_groups
  },
}

const noEnc: Changes = {
  yaml: (block) =>
    block.replace(/^( *)(- )?enc: \|\n(?:\1 {2,}.*\n?)*/m, (_, indent, dash) => (dash ? `${indent}- ` : '')),
  lines: (block) => block.replace(/^.*__map_enc\s*=.*\n?/m, ''),
  json: (sops) => dropEnc(sops),
}

const dropEnc = (node: Json): boolean => {
  if (Array.isArray(node)) return node.some(dropEnc)
  if (!isMap(node)) return false
  if (node.enc === undefined) return Object.values(node).some(dropEnc)
  delete node.enc
  return true
}

/** The last of several recipients goes; in files with one it stays. */
const oneLess: Changes = {
  yaml: (block) => {
    const entries = [...block.matchAll(/^ {8}- (?:recipient|enc): (?:.*\n)(?: {10}.*\n?)*/gm)]
    const last = entries.at(-1)
    return entries.length < 2 || last === undefined
      ? block
      : spliced(block, last.index, last.index + last[0].length, '')
  },
  lines: (block) => block.replace(/^(?:sops_)?age__list_1__.*\n?/gm, ''),
  json: (sops) => {
    if (Array.isArray(sops.age) && sops.age.length > 1) sops.age.pop()
  },
}

const isWithGroups = ({ setting }: Anatomy): boolean => setting === 'key_groups'

const whole = (anatomy: Anatomy): readonly Mutant[] => {
  const stores: readonly Store[] = ['yaml', 'dotenv', 'ini']
  if (!stores.includes(anatomy.store) || anatomy.blocks.length !== 1) return []
  return ofLines(anatomy, () => '').map(({ text }) => ({
    text,
    lines: Array.from({ length: text.split('\n').length + 1 }, (_, line) => line),
  }))
}

const missing = ['sops-meta-missing-field']

/** What can become of the metadata. */
export const metadataMutations: readonly MutationKind[] = [
  { name: 'without mac', rules: [...missing, 'sops-mac-shape'], mutants: changed(without('mac')) },
  { name: 'without lastmodified', rules: missing, mutants: changed(without('lastmodified')) },
  { name: 'without version', rules: missing, mutants: changed(without('version')) },
  { name: 'without recipients', rules: missing, mutants: changed(noRecipients) },
  { name: 'without one enc', rules: [...missing, 'sops-enc-malformed'], mutants: changed(noEnc) },
  { name: 'mac in plain', rules: [...missing, 'sops-mac-shape'], mutants: changed(replaced('mac', 'A0'.repeat(64))) },
  {
    name: 'mac of another length',
    rules: ['sops-mac-shape'],
    mutants: changed(
      replaced(
        'mac',
        `ENC[AES256_GCM,data:c2hvcnQ=,iv:${Buffer.alloc(32, 7).toString('base64')},tag:${Buffer.alloc(16, 7).toString('base64')},type:str]`,
      ),
    ),
  },
  {
    name: 'lastmodified no date',
    rules: [...missing, 'sops-time'],
    mutants: changed(replaced('lastmodified', 'yesterday')),
  },
  {
    name: 'lastmodified in the future',
    rules: ['sops-time'],
    mutants: changed(replaced('lastmodified', '2199-01-02T03:04:05Z')),
  },
  {
    name: 'a recipient removed',
    rules: ['sops-recipients-drift'],
    mutants: (anatomy) => (isWithGroups(anatomy) ? [] : changed(oneLess)(anatomy)),
  },
  {
    name: 'all metadata removed',
    rules: ['sops-plain-required', ...missing],
    mutants: whole,
  },
]
