import { type Step, type Target, targetOf } from './effects.ts'
import type { Variables } from './places.ts'

/** Programs that decrypt, but for sops, by their arguments. */
const decryptors: Readonly<Record<string, (args: readonly string[]) => boolean>> = {
  age: (args) => args.some((arg) => arg === '-d' || arg === '--decrypt'),
  rage: (args) => args.some((arg) => arg === '-d' || arg === '--decrypt'),
  gpg: (args) => args.some((arg) => /^-[qv]*d$|^--decrypt$/.test(arg)) && !args.some(isSigned),
  gpg2: (args) => args.some((arg) => /^-[qv]*d$|^--decrypt$/.test(arg)) && !args.some(isSigned),
  openssl: ([verb = '', ...args]) => /^(?:enc|aes-?\d+|cms|smime|pkeyutl)/.test(verb) && args.some(isOpensslDecrypt),
  'ansible-vault': ([verb]) => verb === 'decrypt' || verb === 'view',
}

/** What is signed in the clear is opened by the same option. */
const isSigned = (arg: string): boolean => /(?:^|\/)(?:In)?Release(?:\.gpg)?$|\.(?:asc|sig|sign|dsc|changes)$/.test(arg)

const isOpensslDecrypt = (arg: string): boolean => arg === '-d' || arg === '-decrypt'

export const isDecryptor = ({ name, args }: Step): boolean => decryptors[name]?.(args) === true

const outputs: Readonly<Record<string, RegExp>> = {
  age: /^(?:-o|--output)$/,
  rage: /^(?:-o|--output)$/,
  gpg: /^(?:-o|--output)$/,
  gpg2: /^(?:-o|--output)$/,
  openssl: /^-out$/,
  'ansible-vault': /^--output$/,
}

/** The files that options tell a decrypting program to write. */
export const outputsOf = ({ name, args, words }: Step, variables: Variables): readonly Target[] => {
  const option = outputs[name]
  if (option === undefined) return []
  return words.flatMap((word, index) => {
    const joined = /^--output=(.+)$/s.exec(args[index] ?? '')?.[1]
    if (joined !== undefined) return [{ word, path: joined }]
    return index > 0 && option.test(args[index - 1] ?? '') ? [targetOf(word, variables)] : []
  })
}

/** A file that by its name holds secrets, encrypted or not, or a configuration. */
export const isNamedSecret = (path: string): boolean => {
  const name = path.slice(path.lastIndexOf('/') + 1).slice(-200)
  return /secret|creds?\b|credential|passw|token|vault|\.env\b|\.(?:ya?ml|json|toml|ini|tfvars|pem|key)(?:\.(?:age|gpg|enc|pgp))?$/i.test(
    name,
  )
}
