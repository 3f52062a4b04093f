import type { Rule } from '../../model/rule.ts'

/** A file that was left behind holds a credential that an encrypted file of the repository holds. */
export const valueLeftover: Rule = {
  meta: {
    id: 'sops-value-leftover',
    summary: 'repeats a credential of an encrypted file in plaintext',
    severity: 'high',
    why: 'The same value stands encrypted in the repository, so this is a live credential, whatever the file is called and however it is written.',
    remedy: 'Overwrite and remove it with `leaktight shred`.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'machine', 'keys'],
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    const { leftoverHits } = await import('./leftover-hits.ts')
    yield* leftoverHits(document, context)
  },
}
