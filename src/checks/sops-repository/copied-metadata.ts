import type { Rule } from '../../model/rule.ts'

/** Two files with the same wrapped data key. */
export const copiedMetadata: Rule = {
  meta: {
    id: 'sops-meta-copied',
    summary: 'Two encrypted files share one data key',
    severity: 'low',
    why: 'SOPS makes a data key for each file. Where two have the same wrapped key, one was copied from the other, or its metadata was: values can be moved between them unnoticed, and rotating one leaves the key of the other.',
    remedy:
      'Give one of them a key of its own: sops rotate --in-place FILE. Where the metadata was pasted into another file, restore that file and encrypt it with sops encrypt.',
    references: ['https://getsops.io/docs/#key-rotation'],
  },
  needs: ['content', 'path'],
  keywords: ['enc[aes256_gcm'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    const { copiedHits } = await import('./copied-hits.ts')
    yield* copiedHits(document, context)
  },
}
