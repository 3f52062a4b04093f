import type { Rule, RuleMeta } from '../../model/rule.ts'

const meta: RuleMeta = {
  id: 'rotation-overdue',
  summary: 'A credential is older than the rotation policy allows',
  severity: 'medium',
  why: 'The longer a credential lives, the more copies of it exist and the longer a leaked one works. The age is a lower bound from git history, SOPS metadata or the key id, or what the credential or the file says itself: the credential may be older still, never younger.',
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
    const { overdueHits } = await import('./overdue-hits.ts')
    yield* overdueHits(document, context)
  },
}
