import { gitCommands, gitCost } from '../checks/leftovers/git-remedy.ts'
import type { Finding, Report } from '../model/finding.ts'

// Of the rules on encrypted files those that found plaintext; the others speak of structure, keys and ciphertext.
const plaintextInSops: ReadonlySet<string> = new Set([
  'sops-block-comment',
  'sops-comment-plain',
  'sops-decrypted-twin',
  'sops-downgrade',
  'sops-enc-trailing',
  'sops-json-trailing',
  'sops-key-secretlike',
  'sops-leaf-plain',
  'sops-leftover-decrypted',
  'sops-nothing-encrypted',
  'sops-plain-required',
  'sops-private-key-in-config',
  'sops-unenc-secretlike',
])

const isPlaintext = ({ rule, preview }: Finding): boolean =>
  rule.startsWith('sops-') ? plaintextInSops.has(rule) : preview !== undefined || rule === 'keyfile-tracked'

const liesInGit = (finding: Finding): boolean =>
  finding.origin.from === 'index' && finding.status === 'open' && isPlaintext(finding)

const inGitAlready = [
  'The blob of a blocked file already lies in .git, because `git add` wrote it. Once the file is fixed and staged again, these remove it:',
  ...gitCommands.map((command) => `  ${command}`),
  `${gitCost}.`,
  'If the value ever left this machine, revoke it first.',
]

/** What is to be said where a commit is stopped and the plaintext is in the object store already. */
export const stagedAdvice = ({ findings, verdict }: Report): readonly string[] =>
  verdict !== 'clean' && findings.some(liesInGit) ? inGitAlready : []
