import { agesIn, type CredentialAge } from '../checks/rotation/credential-ages.ts'
import {
  allEncrypted,
  type EncryptedFiles,
  type FilesOnDisk,
  namedEncrypted,
  type UnreadFile,
} from '../checks/rotation/encrypted-files.ts'
import { type Evidence, evidenceNames } from '../checks/rotation/evidence.ts'
import { rotationRemedy } from '../checks/rotation/sentences.ts'
import type { CheckPolicy, History } from '../model/rule.ts'
import { rotationJson } from '../reporters/rotation-json.ts'
import type { RotationReport, RotationRow, RotationStatement } from '../reporters/rotation-report.ts'
import { rotationText } from '../reporters/rotation-text.ts'

export interface RotationInput {
  /** Relative to `cwd` or absolute; none means every encrypted file of the repository. */
  readonly files: readonly string[]
  readonly cwd: string
  readonly disk: FilesOnDisk
  readonly history: History
  readonly policy: CheckPolicy
  now(): Date
  readonly format: 'text' | 'json'
  readonly color: boolean
}

export interface RotationOutcome {
  readonly text: string
  /** 1 when a credential is overdue. */
  readonly exitCode: 0 | 1
}

/** Reports how old the repository's credentials are; whether a credential is young enough is never guessed. */
export const rotationCommand = async (input: RotationInput): Promise<RotationOutcome> => {
  const files = await encryptedFiles(input)
  const ages = await agesIn(files.opened, input)
  const report = reportOf(files, ages, input.policy)
  return {
    text: input.format === 'json' ? rotationJson(report) : rotationText(report, { color: input.color }),
    exitCode: ages.some((age) => age.verdict === 'overdue' && age.policy.exempt === undefined) ? 1 : 0,
  }
}

const encryptedFiles = ({ files, cwd, disk }: RotationInput): Promise<EncryptedFiles> =>
  files.length > 0 ? namedEncrypted(files, cwd, disk) : allEncrypted(disk)

const reportOf = (files: EncryptedFiles, ages: readonly CredentialAge[], policy: CheckPolicy): RotationReport => ({
  policy,
  files: files.opened.length + files.unread.length,
  credentials: [...ages.map((age) => rowOf(age, policy)), ...files.unread.map(unreadRow)],
})

const rowOf = (age: CredentialAge, policy: CheckPolicy): RotationRow => ({
  name: age.name,
  path: age.path,
  keyPath: age.keyPath,
  ...rowAge(age),
  bound: age.bound,
  verdict: age.verdict,
  ...(age.due && { due: age.due }),
  ...(age.expires && { expires: age.expires }),
  ...rowPolicy(age, policy),
  statements: age.statements.map(statementOf),
  ...(age.note === undefined ? {} : { note: age.note }),
  ...(age.verdict === 'overdue' || age.verdict === 'due-soon' ? { remedy: rotationRemedy(age) } : {}),
})

/** What of the policy is the credential's own. */
const rowPolicy = ({ policy }: CredentialAge, { maxAgeDays, warnDays }: CheckPolicy): Partial<RotationRow> => ({
  ...(policy.maxAgeDays === maxAgeDays && policy.warnDays === warnDays
    ? {}
    : { policy: { maxAgeDays: policy.maxAgeDays, warnDays: policy.warnDays } }),
  ...(policy.exempt && { exempt: policy.exempt }),
})

const statementOf = ({ source, bound, since, note }: Evidence): RotationStatement => ({
  evidence: source,
  evidenceName: evidenceNames[source],
  bound,
  date: since,
  ...(note === undefined ? {} : { note }),
})

const rowAge = ({ ageDays, since, source }: CredentialAge): Pick<RotationRow, 'age'> =>
  ageDays === undefined || since === undefined || source === undefined
    ? {}
    : { age: { days: ageDays, since, evidence: source, evidenceName: evidenceNames[source] } }

const unreadRow = ({ path, why }: UnreadFile): RotationRow => ({
  name: '(every value)',
  path,
  keyPath: [],
  bound: 'none',
  verdict: 'unknown',
  note: why,
})
