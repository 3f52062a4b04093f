import { type AccessKey, type JudgedAccessKey, judgeAccessKeys } from '../checks/rotation/access-keys.ts'
import { agesIn, type CredentialAge, credentialsIn, type OpenedFile } from '../checks/rotation/credential-ages.ts'
import type { CredentialJudgement } from '../checks/rotation/credential-verdict.ts'
import {
  allEncrypted,
  type EncryptedFiles,
  type FilesOnDisk,
  namedEncrypted,
  type UnreadFile,
} from '../checks/rotation/encrypted-files.ts'
import { type Evidence, evidenceNames } from '../checks/rotation/evidence.ts'
import { type IdentityFile, identityAges, recipientAges } from '../checks/rotation/key-ages.ts'
import { type OwnPolicy, policyOf } from '../checks/rotation/rotation-policy.ts'
import { rotationRemedy } from '../checks/rotation/sentences.ts'
import type { Judgement } from '../checks/rotation/verdict.ts'
import type { CheckPolicy, History, Keys } from '../model/rule.ts'
import type { Secret } from '../model/secret.ts'
import type { ReadFailure } from '../model/unit.ts'
import { type RotationFormat, type RotationView, renderRotation } from '../reporters/rotation.ts'
import { rotationExitCode } from '../reporters/rotation-gate.ts'
import type { FailOn, RotationReport, RotationRow, RotationStatement } from '../reporters/rotation-report.ts'
import type { AskedKeys } from './access-keys.ts'
import { lineFinder } from './line-finder.ts'
import { withShownKeys } from './rotation-keys.ts'

export interface RotationInput {
  /** Relative to `cwd` or absolute; none means every encrypted file of the repository. */
  readonly files: readonly string[]
  readonly cwd: string
  readonly disk: FilesOnDisk
  readonly history: History
  readonly policy: CheckPolicy
  /** Opens the files, so that values can date themselves. Absent: nobody asked for that. */
  readonly keys?: Keys
  /** What a credential report says; absent: there is none. */
  readonly accessKeys?: readonly AccessKey[]
  /** Asks IAM for keys, those with the ids among them. Absent: nobody wants the network to be asked. */
  askIam?(ids: readonly Secret[]): Promise<AskedKeys>
  /** Files of age identities on this machine. */
  identities?(): readonly (IdentityFile | ReadFailure)[]
  now(): Date
  readonly format: RotationFormat
  readonly color: boolean
  /** How it is written, where that is not plain text of 80 columns. */
  readonly view?: Partial<RotationView>
  /** Default: `overdue`. */
  readonly failOn?: FailOn
  readonly watchDays?: number
}

export interface RotationOutcome {
  readonly text: string
  /** 1 when a credential fails the run by `failOn` or `watchDays`. */
  readonly exitCode: 0 | 1
}

/** Reports how old the repository's credentials are; whether a credential is young enough is never guessed. */
export const rotationCommand = async (input: RotationInput): Promise<RotationOutcome> => {
  const files = await encryptedFiles(input)
  const known = await withIam(files.opened, input)
  const ages = await agesIn(files.opened, known)
  const keys = [...keyRows(files.opened, known), ...accessKeyRows(known), ...known.unread.map(unreadRow)]
  const report = reportOf(files, ages, keys, known)
  return { text: await renderRotation(report, input.format, viewOf(input)), exitCode: rotationExitCode(report) }
}

const viewOf = ({ color, view }: RotationInput): RotationView => ({
  color,
  unicode: false,
  columns: 80,
  quiet: false,
  order: 'file',
  version: '0',
  ...view,
})

/** The same with what IAM says, and with its clock where ours is wrong. */
const withIam = async (
  files: readonly OpenedFile[],
  input: RotationInput,
): Promise<RotationInput & Pick<AskedKeys, 'unread'>> => {
  if (input.askIam === undefined) return { ...input, unread: [] }
  const ids = files.flatMap((file) => credentialsIn(file).credentials.flatMap(({ keyId }) => keyId?.id ?? []))
  const { keys, unread, serverDate } = await input.askIam(ids)
  const users = new Set(keys.map(({ userName }) => userName))
  const accessKeys = [...keys, ...(input.accessKeys ?? []).filter(({ userName }) => !users.has(userName))]
  return { ...input, unread, accessKeys, ...(serverDate && { now: () => serverDate }) }
}

const encryptedFiles = async ({ files, cwd, disk, keys }: RotationInput): Promise<EncryptedFiles> => {
  const found = await (files.length > 0 ? namedEncrypted(files, cwd, disk) : allEncrypted(disk))
  return keys === undefined ? found : openedWith(keys, found)
}

/** Values that nobody could look at may hold credentials whose names do not say so. */
const openedWith = async (keys: Keys, { opened: files, unread }: EncryptedFiles): Promise<EncryptedFiles> => {
  const { openedFacts } = await import('../checks/rotation/opened-facts.ts')
  const opened: OpenedFile[] = []
  const unopened: UnreadFile[] = []
  for (const file of files) {
    const result = await openedFacts(file, keys)
    if ('facts' in result) opened.push({ ...file, facts: result.facts })
    else {
      opened.push(file)
      unopened.push({ path: file.path, what: '(values with other names)', why: result.reason })
    }
  }
  return { opened, unread: [...unread, ...unopened] }
}

const reportOf = (
  files: EncryptedFiles,
  ages: readonly CredentialAge[],
  keys: readonly RotationRow[],
  input: RotationInput,
): RotationReport => ({
  policy: input.policy,
  now: input.now(),
  failOn: input.failOn ?? 'overdue',
  ...(input.watchDays === undefined ? {} : { watchDays: input.watchDays }),
  files: files.opened.length + files.unread.filter(({ what }) => what === undefined).length,
  credentials: [...placed(ages, files, input.policy), ...files.unread.map(unreadRow), ...keys].map(withShownKeys),
})

const placed = (ages: readonly CredentialAge[], { opened }: EncryptedFiles, policy: CheckPolicy): RotationRow[] => {
  const finders = new Map(opened.map(({ path, text }) => [path, lineFinder(text)]))
  return ages.map((age) => {
    const line = finders.get(age.path)?.(age.start)
    return { ...rowOf(age, policy), ...(line === undefined ? {} : { line }) }
  })
}

/** The keys that open the files: those of recipients, and those that lie on this machine. */
const keyRows = (files: readonly OpenedFile[], input: RotationInput): readonly RotationRow[] => {
  const found = input.files.length === 0 ? (input.identities?.() ?? []) : []
  const identities = found.filter((file) => 'identities' in file)
  const failures = found.filter((file) => 'reason' in file)
  return [
    ...[...recipientAges(files, input), ...identityAges(identities, files, input)].map((age) => ({
      subject: age.subject,
      name: age.name,
      path: age.path,
      keyPath: [],
      ...judgementOf(age, input.policy),
      ...(age.verdict === 'overdue' ? { remedy: keyRemedy } : {}),
    })),
    ...failures.map(({ path, reason }) => unreadRow({ path, what: 'age identities', why: reason })),
  ]
}

const keyRemedy =
  'Make a new key, add it to .sops.yaml and run sops updatekeys, then take the old one out and run sops rotate; what the old key could open stays known to whoever has it.'

/** Overrides and exemptions name the keys of a user by the user, below the path `IAM`. */
const accessKeyRows = ({ accessKeys = [], policy, now }: RotationInput): readonly RotationRow[] =>
  accessKeys.length === 0
    ? []
    : judgeAccessKeys(accessKeys, now(), ({ userName }) => ({
        ...policyOf({ path: 'IAM', name: userName }, policy, now()),
        overlapDays: policy.rotation?.overlapDays ?? 10,
        unusedDays: policy.rotation?.unusedDays ?? 45,
      })).map((judged) => accessKeyRow(judged, policyOf({ path: 'IAM', name: judged.key.userName }, policy, now())))

const rowOf = (age: CredentialAge, policy: CheckPolicy): RotationRow => ({
  name: age.name,
  path: age.path,
  keyPath: age.keyPath,
  ...judgementOf(age, policy),
  ...(age.verdict === 'overdue' || age.verdict === 'due-soon' ? { remedy: rotationRemedy(age) } : {}),
})

const judgementOf = (age: Judged, policy: CheckPolicy): Omit<RotationRow, 'name' | 'path' | 'keyPath'> => ({
  ...rowAge(age),
  bound: age.bound,
  verdict: age.verdict,
  ...(age.due && { due: age.due }),
  ...(age.expires && { expires: age.expires }),
  ...(age.unlimited && { unlimited: true }),
  ...rowPolicy(age, policy),
  statements: age.statements.map(statementOf),
  ...(age.note === undefined ? {} : { note: age.note }),
})

type Judged = CredentialJudgement & { readonly policy: OwnPolicy }

/** What of the policy is the credential's own. */
const rowPolicy = ({ policy }: Judged, { maxAgeDays, warnDays }: CheckPolicy): Partial<RotationRow> => ({
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

const rowAge = ({ ageDays, since, source }: Judgement): Pick<RotationRow, 'age'> =>
  ageDays === undefined || since === undefined || source === undefined
    ? {}
    : { age: { days: ageDays, since, evidence: source, evidenceName: evidenceNames[source] } }

/** A key as IAM knows it, which lies in no file. */
export const accessKeyRow = (
  { key, shownId, severity: _, ...judged }: JudgedAccessKey,
  own?: Pick<OwnPolicy, 'exempt'>,
): RotationRow => ({
  subject: 'access-key',
  name: `${key.root === true ? 'root' : key.userName} ${shownId}`,
  path: key.source === 'iam' ? 'IAM' : 'credential report',
  keyPath: [],
  ...rowAge(judged),
  bound: judged.bound,
  verdict: judged.verdict,
  status: key.status === 'Active' ? 'active' : 'inactive',
  ...(judged.due && { due: judged.due }),
  ...(key.lastUsed && { lastUsed: key.lastUsed }),
  ...(own?.exempt && { exempt: own.exempt }),
  ...(judged.note === undefined ? {} : { note: judged.note }),
  ...(judged.remedy === undefined ? {} : { remedy: judged.remedy }),
})

const unreadRow = ({ path, what, why }: UnreadFile): RotationRow => ({
  name: what ?? '(every value)',
  path,
  keyPath: [],
  bound: 'none',
  verdict: 'unknown',
  note: why,
})
