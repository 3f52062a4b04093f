import type { Rule, Trigger } from '../model/rule.ts'

/** What the engine itself looks for, beside what rules do. */
export const allowTrigger: Trigger = { id: 'engine/allow', keywords: ['leaktight:allow'] }
export const ciphertextTrigger: Trigger = { id: 'engine/ciphertext', keywords: ['enc['] }

/** What a rule waits for; undefined for one that looks at every document. */
export const triggerOf = ({ meta: { id }, keywords, guard }: Rule): Trigger | undefined => {
  if (keywords === undefined) return undefined
  return guard === undefined ? { id, keywords } : { id, keywords, guard }
}

/** Everything that documents are searched for on behalf of `rules`. */
export const triggersOf = (rules: readonly Rule[]): Trigger[] => [
  allowTrigger,
  ciphertextTrigger,
  ...rules.flatMap((rule) => triggerOf(rule) ?? []),
]
