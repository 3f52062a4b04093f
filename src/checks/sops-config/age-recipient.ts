import { bech32 } from '@scure/base'

const placeholder = /[<>{}$*]|x{4}|\.\.\.|your|example|replace|change/i
const ssh = /^ssh-(?:ed25519|rsa) [\w+/]+={0,2}(?: |$)/

/** What is wrong with a recipient of age: of age itself, of a plugin (`age1name1…`), or a public key of SSH. */
export const misshapenAge = (recipient: string): { readonly what: string; readonly meant: boolean } | undefined => {
  if (ssh.test(recipient)) return undefined
  if (placeholder.test(recipient)) return { what: 'A placeholder stands where a recipient of age must', meant: true }
  if (!recipient.startsWith('age1')) return { what: 'This is no recipient of age', meant: false }
  return bech32.decodeUnsafe(recipient, false) === undefined
    ? { what: 'This recipient of age is mistyped or cut off, its checksum does not hold', meant: false }
    : undefined
}
