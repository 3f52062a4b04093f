import type { Context, Document, Hit, Rule, RuleMeta } from '../../model/rule.ts'
import { type CredentialAge, credentialAges } from './credential-ages.ts'
import { overdueSentence, rotationRemedy } from './sentences.ts'

export { type CredentialAge, credentialAges, type EncryptedFile, type RotationContext } from './credential-ages.ts'

const meta: RuleMeta = {
  id: 'rotation-overdue',
  summary: 'A credential is older than the rotation policy allows',
  severity: 'medium',
  why: 'The longer a credential lives, the more copies of it exist and the longer a leaked one works. The age is a lower bound from git history, SOPS metadata or the key id: the credential may be older still, never younger.',
  remedy:
    'Create the new credential, store it with sops set --value-stdin, let every user switch, then deactivate and later delete the old one.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    'https://getsops.io/docs/',
  ],
}

/** Yields one hit for each overdue credential of an encrypted file, as it stands in the examined state of the repository. */
export const rotationRule: Rule = {
  meta,
  needs: ['repository', 'history'],
  keywords: ['enc[aes256_gcm'],
  textOnly: true,
  wholeOnly: true,
  async *check(document, context) {
    if (!(await isCurrent(document, context))) return
    const ages = await credentialAges([{ path: document.path, text: document.text }], context)
    for (const age of ages) if (age.verdict === 'overdue') yield hitOf(age, document, context)
  },
}

/** A credential in an older version of a file may have been rotated since. */
const isCurrent = async (document: Document, context: Context): Promise<boolean> => {
  const { from } = document.unit.origin
  if (from === 'index' || from === 'worktree') return true
  if (from !== 'commit') return false
  const current = await context.repository?.read(document.path)
  return current !== undefined && Buffer.compare(current, await document.unit.bytes()) === 0
}

const hitOf = (age: CredentialAge, document: Document, context: Context): Hit => ({
  span: document.spanOfText(age.start, age.end),
  note: overdueSentence(age, context.policy),
  remedy: rotationRemedy(age),
  details: {
    ageDays: String(age.ageDays),
    evidence: String(age.source),
    since: age.since?.toISOString() ?? '',
  },
})
