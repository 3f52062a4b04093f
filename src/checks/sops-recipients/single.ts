import type { Rule } from '../../model/rule.ts'

/** A file that hangs on one key. */
export const recipientsSingle: Rule = {
  meta: {
    id: 'sops-recipients-single',
    summary: 'Only one recipient can open this file',
    severity: 'low',
    why: 'If that key is lost, so is the file. For one person with a backup of the key this is all right; otherwise a second recipient costs nothing.',
    remedy:
      'Add a second recipient, such as a recovery key that is kept offline, to .sops.yaml and run: sops updatekeys FILE. Set sops: minimum-recipients in .leaktight.yaml to hold to it.',
    references: ['https://getsops.io/docs/#updatekeys-command'],
  },
  needs: ['content', 'path'],
  keywords: ['lastmodified'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  advisory: true,
  async *check(document, context) {
    if (context.policy.minimumRecipients !== undefined) return
    const { fewHits } = await import('./few-hits.ts')
    yield* fewHits(document, context, 2)
  },
}
