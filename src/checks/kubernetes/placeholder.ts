// 1Password, vals, Vault agents and Argo CD name the place of a secret instead of holding it.
const reference = /^(?:op:\/\/|ref\+|(?:>>)?vault:|<path:)/

// Filled in later by Flux or envsubst, Helm or Jinja, replace-tokens, and others.
const actions = [
  ['${', '}'],
  ['{{', '}}'],
  ['#{', '}#'],
  ['[[', ']]'],
  ['<%', '%>'],
] as const
const variable = /^\$(?:[A-Za-z_]\w*|\([A-Za-z_]\w*\))$/

// What documentation writes where a value belongs, as the whole value.
const words =
  /^(?:<[^<>]*>|(?:change|replace|fill|insert)[-_ ]?(?:me|this|in)|your[-_ ][-_ a-z]*|(?:todo|tbd|fixme|placeholder|example|sample|dummy|redacted|n\/a|none|null|undefined)\W*|[x*.\-_?]+|…)$/i

/** The value stands for a secret that lies elsewhere, or shows where one belongs. */
export const isPlaceholder = (value: string): boolean => {
  const trimmed = value.trim()
  return (
    trimmed === '' ||
    reference.test(trimmed) ||
    variable.test(trimmed) ||
    words.test(trimmed) ||
    actions.some(([open, close]) => holdsAction(trimmed, open, close))
  )
}

const holdsAction = (text: string, open: string, close: string): boolean => {
  const start = text.indexOf(open)
  return start !== -1 && text.includes(close, start + open.length)
}
