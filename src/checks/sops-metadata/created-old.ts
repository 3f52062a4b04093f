import type { Rule } from '../../model/rule.ts'

/** A data key that was wrapped half a year ago or earlier. */
export const createdOld: Rule = {
  meta: {
    id: 'sops-created-old',
    summary: 'The data key of a SOPS file was wrapped for a recipient long ago',
    severity: 'low',
    why: 'Whoever held the data key once, a former colleague or an old backup, can read every later version of the file that was encrypted with it.',
    remedy: 'Make a new data key with sops rotate -i FILE.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'path'],
  keywords: ['created_at'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  advisory: true,
  async *check(document, context) {
    yield* (await import('./created-old-hits.ts')).createdOldHits(document, context)
  },
}
