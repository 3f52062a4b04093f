import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Document } from '../../model/rule.ts'

/** How to mend an encrypted file in which a value was typed in plaintext. */
export const sealRemedy = ({ path }: Pick<Document, 'path'>): string => {
  const word = shellQuoted(path)
  return `Replace the credential if it was ever pushed. Then run: leaktight seal --fix ${word} (it needs a key), or restore the encrypted version and enter the value with: sops edit ${word}`
}
