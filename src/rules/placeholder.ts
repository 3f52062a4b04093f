import { looksRandom } from './randomness.ts'

/** Every form stands for the whole value: a real one beside a template is no placeholder. */
const templates: readonly RegExp[] = [
  /^\$\{[^}]*\}$/, // shell, Docker, Terraform, Maven
  /^\$\{\{[^}]*\}\}$/, // GitHub Actions
  /^\{\{.*\}\}$/, // Jinja, Helm, Mustache
  /^\$\([^)]*\)$/, // Make, shell
  /^\$\$?[A-Za-z_][A-Za-z0-9_]*$/,
  /^#\{[^}]*\}$/,
  /^%[A-Za-z_][A-Za-z0-9_.-]*%$/,
  /^%\([^)]*\)s$|^%[sdv]$/,
  /^@[A-Za-z_][A-Za-z0-9_.-]*@$/,
  /^__[A-Za-z0-9_]+__$/,
  /^<[^>]*>$/,
  /^\[[^\]]*\]$/,
  /^\{[^}]*\}$/,
]

/** SOPS ciphertext in its full form. */
const sopsCiphertext = /^ENC\[AES256_GCM,data:[A-Za-z0-9+/=]*,iv:[A-Za-z0-9+/=]+,tag:[A-Za-z0-9+/=]+,type:[a-z]+\]$/

/** A place where a value stands, in a secret store, a file or on the web; and one-way hashes of passwords. */
const elsewhere =
  /^(?:arn:|op:\/\/|vault:|ssm:|file:|https?:|data:|urn:|sha\d+[-:]|projects\/|secretref:|keyvault|bao:|\$(?:1|2[abxy]|5|6|7|y|apr1|argon2[a-z]*|pbkdf2[a-z0-9-]*|scrypt)\$)/i

const demonstration =
  /^(?:(?:your|my|the|some|insert|enter|put|add|replace|change|set|use|a|an|new|old|this)[-_. ]|example|sample|dummy|placeholder|changeme|change_?it|replace_?me|redacted|removed|hidden|masked|todo|fixme|tbd|insert|enter_|your|fake|mock|invalid|not[-_]?(?:a|the|real)[-_])/i

/** How AWS marks the keys in its documentation. */
const documented = /EXAMPLE(?:KEY|TOKEN)?$/

const masks = /^[x*.•#_?0-]+$|^(.)\1+$|(.)\2{5}|\.\.\.|…|\*\*\*|xxxx/i

/** True for a value that says what should stand in its place. */
export const isPlaceholder = (value: string): boolean =>
  templates.some((template) => template.test(value)) ||
  sopsCiphertext.test(value) ||
  elsewhere.test(value) ||
  demonstration.test(value) ||
  documented.test(value) ||
  masks.test(value)

const name = '[A-Za-z_$][A-Za-z0-9_$]*'
const expression = new RegExp(`^!?${name}(?:(?:\\??\\.|::|->)${name}|\\[[^\\]]*\\])*(?:\\(|$)`)

/** True for code that computes a value: `process.env.TOKEN`, `config["token"]`, `readSecret(path)`. */
export const isExpression = (value: string): boolean =>
  expression.test(value) && !value.split(/[^A-Za-z0-9]+/).some(looksRandom)

/** True for a path made of names. */
export const isPath = (value: string): boolean =>
  /^(?:~|\.{1,2})?\/[^/]|^[A-Za-z]:[\\/]|^[\w.-]+(?:\/[\w.-]+){2,}$/.test(value) &&
  !value.split(/[\\/]/).some(looksRandom)
