import type { Step } from '../shell/effects.ts'
import { isDecryption } from '../shell/flow.ts'

const hasAll = (args: readonly string[], ...words: readonly string[]): boolean =>
  words.every((word) => args.includes(word))

const sources: ReadonlyMap<string, (args: readonly string[]) => boolean> = new Map([
  ['age', (args) => args.some((arg) => arg === '-d' || arg === '--decrypt')],
  ['rage', (args) => args.some((arg) => arg === '-d' || arg === '--decrypt')],
  ['gpg', (args) => args.some((arg) => arg === '-d' || arg === '--decrypt')],
  ['vault', (args) => hasAll(args, 'kv', 'get') || args[0] === 'read'],
  ['op', (args) => args[0] === 'read'],
  ['gcloud', (args) => hasAll(args, 'secrets', 'versions', 'access') || args.includes('print-access-token')],
  ['az', (args) => hasAll(args, 'keyvault', 'secret', 'show') || args.includes('get-access-token')],
  [
    'aws',
    (args) =>
      args.some((arg) => /^(?:get-secret-value|get-login-password|assume-role|get-session-token)$/.test(arg)) ||
      (args.includes('--with-decryption') && args.some((arg) => arg.startsWith('get-parameter'))),
  ],
  ['ansible-vault', (args) => args[0] === 'view'],
])

/** Writes a secret value to its standard output that the CI has never seen. */
export const fetchesSecret = (step: Step): boolean => {
  const { name, args } = step
  return (isDecryption(step) || sources.get(name)?.(args) === true) && fileWritten(step) === undefined
}

const writes: ReadonlySet<string> = new Set(['sops', 'age', 'rage', 'gpg', 'op'])

/** The file to which a decryption writes instead. */
export const fileWritten = ({ name, args }: Step): string | undefined => {
  if (!writes.has(name)) return undefined
  const at = args.findIndex((arg) => arg === '-o' || arg === '--output' || arg === '--out-file')
  if (at !== -1) return args[at + 1]
  const joined = args.find((arg) => /^--(?:output|out-file)=/.test(arg))
  if (joined !== undefined) return joined.slice(joined.indexOf('=') + 1)
  return name === 'sops' && args.some((arg) => arg === '-i' || arg === '--in-place') ? args.at(-1) : undefined
}

const nothing = (args: readonly string[]): boolean => args.length === 0
const onlyFlags = (flags: RegExp) => (args: readonly string[]) => args.every((arg) => flags.test(arg))

const dumps: ReadonlyMap<string, (args: readonly string[]) => boolean> = new Map([
  ['env', onlyFlags(/^(?:-0|--null|[A-Za-z_]\w*=.*)$/s)],
  ['printenv', onlyFlags(/^(?:-0|--null)$/)],
  ['set', nothing],
  ['export', onlyFlags(/^-p$/)],
  ['declare', onlyFlags(/^-[px]+$/)],
  ['typeset', onlyFlags(/^-[px]+$/)],
  ['cat', (args) => args.some((arg) => /^\/proc\/(?:self|\$+|\d+)\/environ$/.test(arg))],
  ['strings', (args) => args.some((arg) => /^\/proc\/(?:self|\$+|\d+)\/environ$/.test(arg))],
])

/** Prints every variable of the environment with its value. */
export const dumpsEnvironment = ({ name, args }: Step): boolean => dumps.get(name)?.(args) === true

const plainCarriers: ReadonlySet<string> = new Set([
  'cat',
  'tee',
  'sort',
  'uniq',
  'nl',
  'less',
  'more',
  'column',
  'sponge',
])
const changing: ReadonlySet<string> = new Set([
  ...['base64', 'jq', 'yq', 'sed', 'awk', 'gawk', 'grep', 'egrep', 'cut', 'tr', 'head', 'tail', 'rev', 'xxd', 'fold'],
  ...['envsubst', 'openssl', 'hexdump', 'od'],
])

/** What a command hands on of what it reads: all of it, something worked out from it, or nothing. */
export const handsOn = ({ name, args }: Step): 'all' | 'changed' | 'nothing' => {
  if (plainCarriers.has(name)) return 'all'
  if (name === 'grep' && args.some((arg) => /^-[a-zA-Z]*[qcL]/.test(arg))) return 'nothing'
  return changing.has(name) ? 'changed' : 'nothing'
}

/** Of all variables, a filter leaves names or single ones, unless it only takes some away. */
export const leavesEnvironment = ({ name, args }: Step): boolean =>
  plainCarriers.has(name) || (/grep$/.test(name) && args.some((arg) => /^-[a-zA-Z]*v/.test(arg)))
