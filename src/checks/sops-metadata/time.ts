import type { Rule } from '../../model/rule.ts'

/** A date of the last change that lies more than a day ahead. */
export const time: Rule = {
  meta: {
    id: 'sops-time',
    summary: 'The last change of a SOPS file lies in the future',
    severity: 'low',
    why: 'The date of the last change is part of what the mac covers, and what the age of a credential is judged by. One in the future was typed, or comes from a machine whose clock is wrong.',
    remedy:
      'Set the clock right and save the file with sops edit. Where somebody wrote the date by hand, restore it from the last good version: the mac does not verify with another.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'path'],
  keywords: ['lastmodified'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    yield* (await import('./time-hits.ts')).timeHits(document, context)
  },
}
