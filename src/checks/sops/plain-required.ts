import { shellQuoted } from '../../formats/shell-quote.ts'
import { CannotCheckError } from '../../model/errors.ts'
import type { Context, Document, Hit, Rule } from '../../model/rule.ts'
import { checkTopConfig } from '../../sops/config.ts'
import { hasMetadata } from '../../sops/has-metadata.ts'
import { compileSelectors, type LeafPolicy } from '../../sops/selectors.ts'
import { encryptRemedy } from './encrypt-remedy.ts'
import { leafHit } from './leaf-hit.ts'
import { isNamed, type Requirement, requirementFor } from './requirement.ts'

/** A file that must be encrypted and carries no SOPS metadata. */
export const plainRequired: Rule = {
  meta: {
    id: 'sops-plain-required',
    summary: 'A file that must be SOPS-encrypted is plaintext',
    severity: 'high',
    why: 'The repository says that this file holds credentials and must only ever be committed encrypted. Once a plaintext version is in a commit, everybody with a clone has it, and deleting the file does not take it back.',
    remedy:
      'Encrypt the file (leaktight seal --fix FILE, or sops encrypt --in-place FILE) and stage it again. If a plaintext version was ever pushed, replace the credentials in it first.',
    references: ['https://getsops.io/docs/#using-sopsyaml-conf-to-select-kms-pgp-and-age-for-new-files'],
  },
  needs: ['content', 'path', 'repository'],
  prepare: checkTopConfig,
  wants: isNamed,
  check: plainRequiredHits,
}

async function* plainRequiredHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const requirement = await requirementFor(document, context)
  if (requirement === undefined) return
  if (!document.whole) return requirement.certain ? refuseLarge(document, requirement) : undefined
  const policy = await compileSelectors(requirement.selectors)
  if (!document.binary && (await hasMetadata(document.path, document.text)))
    yield* nothingEncryptedHits(document, requirement, policy)
  else if (requirement.certain) yield* plaintextHits(document, context, requirement, policy)
}

async function* plaintextHits(
  document: Document,
  context: Context,
  requirement: Requirement,
  policy: LeafPolicy,
): AsyncGenerator<Hit> {
  refuseInvalid(document, requirement, policy)
  const { findPlaintext, maybePlain } = await import('../../sops/plaintext.ts')
  const found = await findPlaintext(document.path, document.text, policy)
  if (found === undefined) return
  const { leaf, kind } = found
  // What the configuration of leaktight names is meant whatever it is.
  const isUnsure = policy.byComment || (!requirement.byName && leaf !== undefined && maybePlain(kind, policy))
  yield {
    ...(leaf === undefined ? {} : leafHit(document, leaf)),
    ...(isUnsure ? { severity: 'low' as const } : {}),
    note: noteOf(requirement),
    remedy: `${await encryptRemedy(document, context)}. If a plaintext version was ever pushed, replace the credentials in it first.`,
  }
}

/** SOPS encrypts nothing, and says nothing, when the selectors it was given match no key of the file. */
async function* nothingEncryptedHits(
  document: Document,
  { source }: Requirement,
  policy: LeafPolicy,
): AsyncGenerator<Hit> {
  const { firstWanted } = await import('../../sops/nothing-encrypted.ts')
  const leaf = await firstWanted(document.path, document.text, policy)
  if (leaf === undefined) return
  yield {
    ...leafHit(document, leaf),
    note: `This file has SOPS metadata, and none of its values is encrypted, although ${source} says so`,
    remedy: `Take the sops block out of ${shellQuoted(document.path)}, run: sops encrypt --in-place ${shellQuoted(document.path)} without other selectors than those of the rule, then stage it again. If a plaintext version was ever pushed, replace the credentials in it first.`,
  }
}

/** What is too large to be read as a structure may still be the envelope of an encrypted binary file. */
const refuseLarge = ({ path, first, bytes }: Document, { source }: Requirement): void => {
  const begin = Buffer.from(bytes.subarray(0, 100)).toString('latin1')
  if (!first || /^\s*\{\s*"data":\s*"ENC\[AES256_GCM,data:/.test(begin)) return
  throw new CannotCheckError(
    `${path} must be encrypted, says ${source}, and is too large to see whether it is; raise limits: hold-bytes in .leaktight.yaml`,
  )
}

/** SOPS would encrypt nothing and say nothing; which values are meant, nobody can tell. */
const refuseInvalid = ({ path }: Document, { source }: Requirement, { invalid }: LeafPolicy): void => {
  if (invalid.length === 0) return
  throw new CannotCheckError(
    `${path}: which values must be encrypted is unknown, because the ${invalid.join(' and ')} of ${source} is no valid regular expression for Go (RE2)`,
  )
}

const noteOf = ({ source }: Requirement): string =>
  `This file must be SOPS-encrypted, says ${source}, and it is plaintext`
