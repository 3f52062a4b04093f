import type { Context, Document, Hit, Rule } from '../../model/rule.ts'
import { creationRuleFor } from '../../sops/config.ts'
import { hasMetadata } from '../../sops/has-metadata.ts'
import { compileSelectors } from '../../sops/selectors.ts'
import { isBlank } from './blank.ts'
import { encryptRemedy } from './encrypt-remedy.ts'
import { leafHit } from './leaf-hit.ts'
import { neverEncrypted } from './never-encrypted.ts'
import { isSourceCode } from './source-code.ts'
import { wasEncrypted } from './was-encrypted.ts'

/** A file that was encrypted before the change and is plaintext after it. */
export const downgrade: Rule = {
  meta: {
    id: 'sops-downgrade',
    summary: 'A file that was SOPS-encrypted is plaintext now',
    severity: 'high',
    why: 'The version before this change was encrypted. What comes after it in plaintext is almost always a file that was decrypted in place (sops decrypt -i) and not encrypted again before it was staged.',
    remedy:
      'Encrypt the file again (leaktight seal --fix FILE, or sops encrypt --in-place FILE) and stage it. If the plaintext was ever pushed, replace the credentials in it first.',
    references: ['https://getsops.io/docs/#encrypting-and-decrypting-from-other-programs'],
  },
  needs: ['content', 'path', 'base'],
  wholeOnly: true,
  unquoted: true,
  check: downgradeHits,
}

async function* downgradeHits(document: Document, context: Context): AsyncGenerator<Hit> {
  if (!(await mayBeEncrypted(document.path, context))) return
  if (isBlank(document)) return // sops-empty-file
  if (!document.binary && (await hasMetadata(document.path, document.text))) return
  const note = await noteOn(document)
  if (note === undefined) return
  const { findPlaintext } = await import('../../sops/plaintext.ts')
  const found = document.binary
    ? undefined
    : await findPlaintext(document.path, document.text, await compileSelectors(new Map()))
  yield {
    ...(found?.leaf === undefined ? {} : leafHit(document, found.leaf)),
    note,
    remedy: `${await encryptRemedy(document, context)}. If the plaintext was ever pushed, replace the credentials in it first.`,
  }
}

/** What became of an encrypted file, of this name or of one that the change deletes. */
const noteOn = async (document: Document): Promise<string | undefined> => {
  const { unit, path, text } = document
  const base = await unit.base?.()
  if (base !== undefined) {
    const encrypted = await wasEncrypted(path, base)
    return encrypted ? 'This file was SOPS-encrypted before the change and is plaintext now' : undefined
  }
  if (unit.removed === undefined || neverEncrypted(path, everyPath, () => text)) return undefined
  const { decryptedFrom } = await import('./decrypted-from.ts')
  const from = await decryptedFrom(document)
  if (from === undefined) return undefined
  return `This file holds in plaintext what ${from}, which this change deletes, held encrypted`
}

const everyPath = (): boolean => true

// Reading the version before the change costs a question to git for each file, so source code is asked only where a
// creation rule covers it.
const mayBeEncrypted = async (path: string, context: Context): Promise<boolean> =>
  !isSourceCode(path) || (await creationRuleFor(path, context)) !== undefined
