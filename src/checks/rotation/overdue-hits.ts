import { CannotCheckError } from '../../model/errors.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import { agesOf, type CredentialAge, credentialsIn } from './credential-ages.ts'
import { noteCutOff } from './cut-off.ts'
import { readDocument } from './document-credentials.ts'
import { overdueSentence, rotationRemedy } from './sentences.ts'

/** Each overdue credential of a file; where history is cut off, each that other evidence proves overdue. */
export async function* overdueHits(document: Document, context: Context): AsyncGenerator<Hit> {
  if (!(await isCurrent(document, context))) return
  const { file, unopened } = await readDocument(document, context)
  if (file !== undefined) {
    const ages = await agesOf([credentialsIn(file)], context, (error) => noteCutOff(context.history, error.message))
    for (const age of ages) if (age.verdict === 'overdue') yield hitOf(age, document)
  }
  if (unopened !== undefined) throw unopened
  const problem = file?.sops.problems[0]
  if (problem !== undefined) throw new CannotCheckError(`${document.path}: cannot be read in full: ${problem.message}`)
}

/** A credential in an older version of a file may have been rotated since. */
const isCurrent = async (document: Document, context: Context): Promise<boolean> => {
  const { from } = document.unit.origin
  if (from === 'index' || from === 'worktree') return true
  if (from !== 'commit') return false
  const current = await context.repository?.read(document.path)
  return current !== undefined && Buffer.compare(current, await document.unit.bytes()) === 0
}

const hitOf = (age: CredentialAge, document: Document): Hit => ({
  span: document.spanOfText(age.start, age.end),
  note: overdueSentence(age),
  remedy: rotationRemedy(age),
  details: { ...ageDetails(age), ...(age.policy.exempt && { exempt: age.policy.exempt.reason }) },
})

const ageDetails = ({ ageDays, source, since, expires }: CredentialAge): Readonly<Record<string, string>> => ({
  ...(ageDays === undefined || source === undefined || since === undefined
    ? {}
    : { ageDays: String(ageDays), evidence: source, since: since.toISOString() }),
  ...(expires && { expires: expires.toISOString() }),
})
