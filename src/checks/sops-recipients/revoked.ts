import type { Rule } from '../../model/rule.ts'

/** A recipient that the configuration denies. */
export const recipientRevoked: Rule = {
  meta: {
    id: 'sops-recipient-revoked',
    summary: 'A recipient whom the configuration denies can open this file',
    severity: 'high',
    why: 'The configuration of leaktight lists this recipient under denied-recipients: somebody who left, a machine that is gone, a key that leaked. Whatever is encrypted to it is readable to whoever holds it now.',
    remedy:
      'Remove the recipient from .sops.yaml, run sops updatekeys FILE and sops rotate --in-place FILE, and replace the credentials in the file.',
    references: ['https://getsops.io/docs/#updatekeys-command'],
  },
  needs: ['content', 'path'],
  keywords: ['lastmodified', 'creation_rules'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    if ((context.policy.deniedRecipients ?? []).length === 0) return
    const { revokedHits } = await import('./revoked-hits.ts')
    yield* revokedHits(document, context)
  },
}
