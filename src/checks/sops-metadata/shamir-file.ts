import type { Rule } from '../../model/rule.ts'

/** A threshold and key groups that do not go together. */
export const shamirFile: Rule = {
  meta: {
    id: 'sops-shamir-file',
    summary: 'The key groups of a SOPS file do not do what they were made for',
    severity: 'high',
    why: 'Key groups divide the data key, so that several parties must agree. With a threshold that no number of groups meets nobody can open the file again; with one that means nothing a single party can.',
    remedy:
      'Correct shamir_threshold and key_groups in .sops.yaml: at least two groups with a key each, and a threshold from 2 to their number. Then run sops updatekeys FILE and sops rotate.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'path'],
  keywords: ['shamir_threshold', 'key_groups'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document) {
    yield* (await import('./shamir-file-hits.ts')).shamirFileHits(document)
  },
}
