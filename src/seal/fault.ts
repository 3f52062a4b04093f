/**
 * What kind of mending a flagged file needs: the whole file encrypted, single values encrypted, text behind values cut
 * off, an older version restored, the working tree staged, or a decision that only people can take.
 */
export type Fault = 'plain' | 'leaves' | 'trailing' | 'damaged' | 'index' | 'other'

const plain: ReadonlySet<string> = new Set(['sops-plain-required', 'sops-downgrade', 'kubernetes-plain-secret'])
const leaves: ReadonlySet<string> = new Set(['sops-leaf-plain', 'sops-leaf-type'])
const trailing: ReadonlySet<string> = new Set(['sops-enc-trailing'])
const damaged: ReadonlySet<string> = new Set([
  'sops-enc-grammar',
  'sops-iv-reuse',
  'sops-enc-dup',
  'sops-dup-key',
  'sops-yaml-alias',
  'sops-json-trailing',
  'sops-conflict-markers',
])

/** What the file at hand is. */
export interface Condition {
  readonly encrypted: boolean
  readonly empty: boolean
}

/** The mending for a file that these rules flagged. */
export const faultOf = (rules: ReadonlySet<string>, { encrypted, empty }: Condition): Fault => {
  const all = [...rules]
  if (empty) return 'damaged'
  if (!encrypted) return all.every((rule) => plain.has(rule)) ? 'plain' : 'other'
  if (all.every((rule) => leaves.has(rule))) return 'leaves'
  if (all.every((rule) => trailing.has(rule))) return 'trailing'
  return all.some((rule) => damaged.has(rule)) ? 'damaged' : 'other'
}
