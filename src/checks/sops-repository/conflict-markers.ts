import type { Rule } from '../../model/rule.ts'

/** Marks of an unresolved merge in a file that is, or must be, encrypted. */
export const conflictMarkers: Rule = {
  meta: {
    id: 'sops-conflict-markers',
    summary: 'An encrypted file holds conflict markers of a merge',
    severity: 'high',
    why: 'SOPS cannot read such a file, so nothing that needs its values works. A merge by hand cannot mend it either: the MAC covers all values of one side, and no mixture of two.',
    remedy:
      'Take one side whole (git checkout --ours FILE or git checkout --theirs FILE), enter what the other side changed with sops edit FILE, and stage the file again.',
    references: ['https://git-scm.com/docs/git-merge#_how_conflicts_are_presented'],
  },
  needs: ['content', 'path', 'repository'],
  keywords: ['<<<<<<<', '=======', '>>>>>>>', '|||||||'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    const { conflictHits } = await import('./conflict-hits.ts')
    yield* conflictHits(document, context)
  },
}
