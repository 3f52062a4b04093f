import type { Rule } from '../../model/rule.ts'

/** An encrypted file whose recipients are not those of its rule. */
export const recipientsDrift: Rule = {
  meta: {
    id: 'sops-recipients-drift',
    summary: 'The recipients of this file are not those of its creation rule',
    severity: 'low',
    why: 'A change to .sops.yaml reaches no file that is encrypted already. Who was added cannot open this file, and who was removed still can.',
    remedy:
      'Run: sops updatekeys FILE. Where somebody was removed, sops rotate --in-place FILE as well, and replace the credentials: whoever could read them still knows them.',
    references: ['https://getsops.io/docs/#updatekeys-command'],
  },
  needs: ['content', 'path', 'repository'],
  keywords: ['lastmodified'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    const { driftHits } = await import('./drift-hits.ts')
    yield* driftHits(document, context)
  },
}
