import { isCredentialKey } from '../leftovers/credential-key.ts'
import { looksLikeToken } from '../shown-key.ts'
import { mask } from './template-mask.ts'

// 1Password and Vault agents name the place of a secret instead of holding it.
const reference = /^(?:(?:>>)?vault:\S*|op:\/\/[\w .()/?=&-]+)$/

// Of vals, up to a space or a closing plus sign; it may stand inside of a text.
const valsReference = /(?:secret)?ref\+[a-z\d]+:\/\/[^\s+]*\+?/g

// Filled in later by a pipeline, Argo CD, Flux or envsubst, Helm or Jinja, replace-tokens, and others.
const actions = [
  ['${{', '}}'],
  ['<path:', '>'],
  ['${', '}'],
  ['{{', '}}'],
  ['#{', '}#'],
  ['[[', ']]'],
  ['<%', '%>'],
] as const
const variable = /^\$(?:[A-Za-z_]\w*|\([A-Za-z_]\w*\))$/

// What documentation writes where a value belongs, as the whole value.
const words =
  /^(?:<[^<>]*>|(?:change|replace|fill|insert)[-_ ]?(?:me|this|in)|your[-_ ][-_ a-z]*|(?:todo|tbd|fixme|placeholder|example|sample|dummy|redacted|n\/a|none|null|undefined)\W*|[x*.\-_?]+|__\w+__|%\w+%|@@\w+@@|…)$/i

/** The value as a whole stands for a secret that lies elsewhere, or shows where one belongs. */
export const isPlaceholder = (value: string): boolean => {
  const referring = value.trim().replace(valsReference, mask)
  const text = actions
    .reduce((rest, [open, close]) => withoutActions(rest, open, close), referring)
    .replaceAll(`$${mask}`, mask)
  const lines = text.split('\n').map((line) => line.trim())
  if (lines.every(isStandIn)) return true
  return lines.length > 1 && text.includes(mask) && lines.every(isSetting)
}

/** Each action becomes one character. */
const withoutActions = (text: string, open: string, close: string): string => {
  const pieces: string[] = []
  let from = 0
  for (let start = text.indexOf(open); start !== -1; start = text.indexOf(open, from)) {
    const end = text.indexOf(close, start + open.length)
    if (end === -1) break
    pieces.push(text.slice(from, start), mask)
    from = end + close.length
  }
  return pieces.join('') + text.slice(from)
}

const isStandIn = (line: string): boolean =>
  line === '' || reference.test(line) || variable.test(line) || words.test(line) || isAllActions(line) || isUrl(line)

/** Nothing but separators stands between the actions. */
const isAllActions = (line: string): boolean =>
  line.includes(mask) && /^(?:(?:Bearer|Basic|Token) )?[\s:/@.,;=&?#|_+"'()\uE000-]*$/i.test(line)

const switches = /^(?:true|false|\d{1,5}|disable|require|prefer|verify-(?:ca|full)|utf8(?:mb4)?|admin|majority)?$/

/** A URL around actions whose other parts are short words and no password. */
const isUrl = (line: string): boolean => {
  const [, address = '', query = ''] = /^[a-z][a-z\d+.-]*:\/\/([^\s?#]*)(?:\?([^\s#]*))?$/i.exec(line) ?? []
  if (!address.includes(mask)) return false
  const user = address.slice(0, Math.max(0, address.split('/', 1)[0]?.lastIndexOf('@') ?? 0))
  const password = user.slice(user.indexOf(':') + 1)
  if (user.includes(':') && password.replaceAll(mask, '') !== '') return false
  return address.split(/[/.:@\uE000-]/).every((word) => /^\w{0,15}$/.test(word)) && query.split('&').every(isSwitch)
}

const isSwitch = (pair: string): boolean => {
  const value = pair.slice(pair.indexOf('=') + 1).replaceAll(mask, '')
  return switches.test(value)
}

const setting = /^(?:- )?(?:export )?["']?([\w.-]{1,80})["']?\s*[:=]\s*(.*)$/
const structure = /^(?:[#;].*|\/\/.*|[[\]{}(),]+|\[[\w. -]+\]|---)$/

/** In a file of settings, a line that holds no literal credential. */
const isSetting = (line: string): boolean => {
  if (isStandIn(line) || structure.test(line)) return true
  const [, key, written = ''] = setting.exec(line) ?? []
  if (key === undefined) return false
  const value = written.replace(/,$/, '').replace(/^(["'])(.*)\1$/, '$2')
  return isStandIn(value) || (!isCredentialKey(key) && !looksLikeToken(value) && !/:\/\/[^/\s]*:[^/\s]*@/.test(value))
}
