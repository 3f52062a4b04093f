import type { Rule } from '../../model/rule.ts'

/** A file with fewer recipients than the configuration asks for. */
export const recipientsFew: Rule = {
  meta: {
    id: 'sops-recipients-few',
    summary: 'This file has fewer recipients than the configuration asks for',
    severity: 'high',
    why: 'Whoever loses the only key to a file loses the file. The configuration of leaktight says with minimum-recipients how many keys there must be.',
    remedy: 'Add the missing recipients to the rule in .sops.yaml, then run: sops updatekeys FILE.',
    references: ['https://getsops.io/docs/#updatekeys-command'],
  },
  needs: ['content', 'path'],
  keywords: ['lastmodified'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    if (context.policy.minimumRecipients === undefined) return
    const { fewHits } = await import('./few-hits.ts')
    yield* fewHits(document, context, context.policy.minimumRecipients)
  },
}
