import type { Scalar } from '../../formats/tree.ts'

// Whole values that stand for a credential and are none.
const placeholders: readonly RegExp[] = [
  /^\$\{?[\w.]+\}?$/,
  /^\$\(.*\)$/s,
  /^\$?\{\{.*\}\}$/s,
  /^<[^<>]*>$/,
  /^%\w+%$/,
  /^[x*.#?-]+$/i,
  /^__\w+__$/,
  /^(?:your|my|insert|replace|change|enter|put|fill)[-_ ]?[a-z_ -]*$/i,
  /^(?:none|null|nil|todo|tbd|redacted|dummy|example|placeholder|secret|password|token|true|false|yes|no)$/i,
  /^ENC\[/,
  /^[\w+/]{8,}EXAMPLE(?:KEY)?$/, // as AWS documents them
]

/** False for what is empty, a switch, a placeholder or ciphertext. */
export const isRealValue = (value: Scalar): boolean => {
  if (value === null || typeof value === 'boolean') return false
  const text = String(value).trim()
  return text !== '' && !placeholders.some((placeholder) => placeholder.test(text))
}
