import { isCredentialKey } from '../leftovers/credential-key.ts'
import type { Step } from './effects.ts'

/** Where a secret came from: out of a file that sops opened, out of another store, or its name says so. */
export type Origin = 'decrypted' | 'store' | 'name'

const has = (args: readonly string[], ...wanted: readonly string[]): boolean =>
  wanted.every((word) => args.includes(word))

/** Commands that print secrets, by their arguments. */
const stores: Readonly<Record<string, (args: readonly string[]) => boolean>> = {
  aws: (args) =>
    has(args, 'get-secret-value') ||
    has(args, 'get-parameter', '--with-decryption') ||
    has(args, 'get-parameters', '--with-decryption') ||
    has(args, 'create-access-key') ||
    has(args, 'export-credentials') ||
    has(args, 'get-login-password') ||
    (has(args, 'configure', 'get') && args.some((arg) => arg === 'aws_secret_access_key')),
  age: (args) => has(args, '-d') || has(args, '--decrypt'),
  rage: (args) => has(args, '-d') || has(args, '--decrypt'),
  vault: (args) => has(args, 'kv', 'get') || args[0] === 'read',
  gcloud: (args) => has(args, 'secrets', 'versions', 'access') || has(args, 'print-access-token'),
  az: (args) => has(args, 'keyvault', 'secret', 'show'),
  op: (args) => args[0] === 'read',
  pass: (args) => args[0] === 'show',
  bw: (args) => has(args, 'get', 'password'),
  gh: (args) => has(args, 'auth', 'token'),
  kubectl: (args) => has(args, 'get', 'secret') && args.some((arg) => /json|yaml|template/.test(arg)),
}

const files =
  /^(?:\/run\/(?:secrets|agenix)(?:\.d|-for-users)?\/|\/run\/credentials\/|\$CREDENTIALS_DIRECTORY\/|\/var\/lib\/sops-nix\/key\.txt$)|\/sops\/age\/keys\.txt$/

/** A file that holds decrypted secrets wherever sops-nix, agenix or systemd is used, or an age key. */
export const isSecretFile = (path: string): boolean => files.test(path)

// `load-aws-bedrock.sh`, `secrets.sh`, `prod-credentials.env`; not `secrets-lib.sh`, which holds functions.
const loader =
  /(?:^|\/)(?:(?:load|export|set|init)[-_](?:[\w-]*[-_])?(?:aws|bedrock|creds?|credentials?|secrets?|tokens?|keys)(?:[-_]\w+)?|(?:[\w-]*[-_.])?(?:secrets?|creds|credentials?))(?:\.(?:sh|bash|zsh|env))?$/i

/** A script that sets secrets when it is sourced, as its name says. */
export const loadsSecrets = (path: string): boolean => path.length < 1_000 && loader.test(path)

/** Whether a command prints what a store of secrets holds. */
export const asksStore = ({ name, args }: Step): boolean => stores[name]?.(args) === true

const selectors: ReadonlySet<string> = new Set(['jq', 'yq'])

/** A filter that lets through one value alone, whose name is no secret's: `yq .aws_region`. */
export const selectsHarmless = ({ name, args }: Step): boolean => {
  if (!selectors.has(name)) return false
  const filter = args.find((arg) => /^\.[\w.["\]-]+$/.test(arg))
  return filter !== undefined && namesNoSecret(filter)
}

/** `sops -d --extract '["aws_region"]'`. */
export const extractsHarmless = ({ args }: Step): boolean => {
  const at = args.indexOf('--extract')
  const path = at >= 0 ? args[at + 1] : undefined
  return path !== undefined && namesNoSecret(path)
}

// What stores call the secret that they answer, or all of a secret's fields.
const holder = /^(?:secret_?(?:string|binary|value)|value|data|stringData|plaintext)$/i

/** The last name of a path into a file. */
export const namesNoSecret = (path: string): boolean => {
  const last = /([A-Za-z_][\w-]*)["'\]]*$/.exec(path.slice(-200))?.[1]
  if (last === undefined || holder.test(last)) return false
  return (!isCredentialKey(last) || /_id$/i.test(last)) && !/key$/i.test(last)
}
