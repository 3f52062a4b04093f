import type { Scalar } from '../../formats/tree.ts'

// Whole values that say where a credential is, what type it has or how it is called, and hold none.
const references: readonly RegExp[] = [
  /^(?:op|vault|aws-?s?sm|aws-?ssm|ssm|gcp-?sm|gcpsm|akv|azurekv|doppler|infisical|keyring|env)(?:\+\w+)?:\S*$/i,
  /^arn:aws[\w-]*:(?:secretsmanager|ssm|kms|iam|bedrock)?:/,
  /^projects\/[\w-]+\/secrets\/\S+$/,
  /^(?:~|\.{1,2})?\/(?:run|etc|var|home|root|tmp|mnt|opt|usr|srv|secrets|vault|users)\/[\w./-]+$/i,
  /^(?:Optional\[)?(?:string|str|int|integer|number|boolean|bool|object|text|bytes|secretstr|varchar\(\d+\))\]?\??[;,]?$/i,
  /^(?:os\.(?:environ|getenv)|process\.env|import\.meta\.env|std::env|ENV|env|getenv|config\w*|settings|secrets|vars?|local|data|module|values|inputs|params?|self|this|args)(?:\.[A-Za-z_]|\[|\()[\w.[\]()"', -]*;?$/,
  /^[A-Za-z_]\w*(?:\.\w+)*\((?:[A-Za-z_'"][^()]*)?\)[;,]?$/,
  /^[[(]?(?:redacted|masked|hidden|removed|filtered|omitted|sensitive|unset|not set)[\])]?$/i,
  /^\d{1,3}$/,
  /^\p{Lu}\p{L}+ (?:\p{L}+ ){0,3}(?:password|passphrase|secret|token|key|username)s?$/u,
]

/** True for what stands in place of a credential: a path to it, an expression that reads it, its type, its label. */
export const isReference = (value: Scalar): boolean => {
  const text = String(value).trim()
  return text.length <= longest && references.some((reference) => reference.test(text))
}

const longest = 300
