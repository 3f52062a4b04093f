import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Context, Document } from '../../model/rule.ts'
import { wasEncrypted } from './was-encrypted.ts'

/** How to mend a plaintext file: where it lies encrypted in the working tree already, by staging that. */
export const encryptRemedy = async ({ path, unit }: Document, { repository }: Context): Promise<string> => {
  const disk = unit.origin.from === 'index' ? await repository?.onDisk?.(path) : undefined
  const encrypted = disk !== undefined && (await wasEncrypted(path, disk))
  const word = shellQuoted(path)
  return encrypted
    ? `The version in the working tree is encrypted. Run: git add ${word}`
    : `Run: leaktight seal --fix ${word} (or: sops encrypt --in-place ${word}, then stage it again)`
}
