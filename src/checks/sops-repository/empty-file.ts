import type { Document, Rule } from '../../model/rule.ts'
import { isBlank } from '../sops/blank.ts'

/** A file that was encrypted before the change and holds nothing after it. */
export const emptyFile: Rule = {
  meta: {
    id: 'sops-empty-file',
    summary: 'A file that was SOPS-encrypted is empty now',
    severity: 'high',
    why: 'SOPS writes a file in place: it empties it first and then writes it anew. When that is interrupted, or the disk is full, an empty file remains, and a commit of it loses every value.',
    remedy:
      'Restore the last version (git checkout HEAD -- FILE) and make the change again. A file that is no longer needed is removed with git rm FILE.',
    references: ['https://github.com/getsops/sops/issues/484'],
  },
  needs: ['content', 'path', 'base'],
  wholeOnly: true,
  unquoted: true,
  check: (document) => (isBlank(document) ? blankHits(document) : []),
}

async function* blankHits(document: Document) {
  const { wasEncrypted } = await import('../sops/was-encrypted.ts')
  const base = await document.unit.base?.()
  if (base !== undefined && (await wasEncrypted(document.path, base)))
    yield { note: 'This file was SOPS-encrypted before the change and is empty now' }
}
