import type { Rule } from '../../model/rule.ts'
import { leftoverName } from './leftover-names.ts'

/** A file that carries the name of a decrypted copy or of an editor's backup. */
export const leftoverDecrypted: Rule = {
  meta: {
    id: 'sops-leftover-decrypted',
    summary: 'A decrypted copy of an encrypted file lies in the repository',
    severity: 'high',
    why: 'Tools and editors write the plaintext of an encrypted file beside it, under another name, and leave it there. One git add of the folder commits it.',
    remedy:
      'Take the file out of the index (git rm --cached FILE) and overwrite it (leaktight shred FILE). If it was ever pushed, replace the credentials in it first. Add the pattern of its name to .gitignore.',
    references: ['https://github.com/jkroepke/helm-secrets/wiki/Usage'],
  },
  needs: ['content', 'path', 'repository'],
  wholeOnly: true,
  unquoted: true,
  paths: (path) => leftoverName(path) !== undefined,
  async *check(document, context) {
    const { leftoverHits } = await import('./leftover-hits.ts')
    yield* leftoverHits(document, context)
  },
}
