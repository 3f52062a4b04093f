import type { Rule } from '../../model/rule.ts'

/** Key groups beside a flat list of recipients. */
export const groupsIgnored: Rule = {
  meta: {
    id: 'sops-groups-ignored',
    summary: 'The key groups of a SOPS file are ignored',
    severity: 'low',
    why: 'Where recipients stand directly in the sops block SOPS never looks at key_groups: the shares in it open nothing, and each of the other recipients opens the file alone.',
    remedy: 'Decide which of the two is meant, correct .sops.yaml, and run sops updatekeys FILE and sops rotate.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'path'],
  keywords: ['key_groups'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document) {
    yield* (await import('./groups-ignored-hits.ts')).groupsIgnoredHits(document)
  },
}
