import { CannotCheckError } from '../../model/errors.ts'
import type { Document, Hit, Rule } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import type { Leaf } from '../../sops/document.ts'
import { type EncryptedFile, readEncryptedFile } from '../../sops/encrypted-file.ts'
import { isPlain } from '../../sops/plaintext.ts'
import { leafHit, nameOf } from './leaf-hit.ts'

/** More in one file are counted in a last hit, not listed. */
const mostListed = 100

/** A leaf of an encrypted file that is plaintext although the file's own selectors have it encrypted. */
export const leafPlain: Rule = {
  meta: {
    id: 'sops-leaf-plain',
    summary: 'A value in a SOPS-encrypted file is plaintext',
    severity: 'high',
    why: 'The file looks encrypted, yet this value was typed or pasted in the clear: it goes into the commit readable. SOPS refuses to decrypt such a file, and a glance at the other values gives nothing away.',
    remedy:
      'Replace the credential if it was ever pushed. Then restore the encrypted version and enter the value with sops edit FILE, or encrypt the plaintext file again as a whole.',
    references: ['https://getsops.io/docs/#encrypting-only-parts-of-a-file'],
  },
  needs: ['content', 'path'],
  keywords: ['sops'],
  textOnly: true,
  wholeOnly: true,
  check: leafPlainHits,
}

async function* leafPlainHits(document: Document): AsyncGenerator<Hit> {
  const file = await readEncryptedFile(document.path, document.text)
  if (file === undefined) return
  const plain = file.leaves.filter(isPlain)
  for (const leaf of plain.slice(0, mostListed)) yield { ...leafHit(document, leaf), ...judgement(leaf, file) }
  if (plain.length > mostListed) yield { note: `${plain.length - mostListed} more values in this file are plaintext` }
  yield* trailingHits(document, file)
  refuseUnreadable(document, file)
}

const judgement = (leaf: Leaf, file: EncryptedFile): Hit => ({
  note: `${nameOf(leaf)} must be encrypted and ${stateOf(leaf)}`,
  ...(file.policy.byComment ? { severity: 'low' } : {}),
})

const stateOf = ({ value, alias }: Leaf): string => {
  if (alias) return 'is a YAML alias, which SOPS never writes and cannot decrypt here'
  if (typeof value === 'string' && value.trimStart().startsWith('ENC[')) {
    return 'is no well-formed ENC[…] value: damaged, or with text beside it'
  }
  return typeof value === 'string' ? 'is plaintext' : `is a plain ${typeof value === 'boolean' ? 'boolean' : 'number'}`
}

function* trailingHits(document: Document, { trailing }: EncryptedFile): Generator<Hit> {
  if (trailing === undefined) return
  yield {
    span: document.spanOfText(trailing.start, trailing.end),
    secret: new Secret(document.text.slice(trailing.start, trailing.end)),
    note: 'Text after the end of the JSON document is plaintext, and SOPS never reads it',
  }
}

const refuseUnreadable = ({ path }: Document, { store, problems }: EncryptedFile): void => {
  const [problem] = problems
  if (problem === undefined) return
  throw new CannotCheckError(
    `${path}: has SOPS metadata but cannot be read as ${store.toUpperCase()}: ${problem.message}`,
  )
}
