import { CannotCheckError } from '../../model/errors.ts'
import type { Appearance, Context } from '../../model/rule.ts'
import { readEncryptedFile, type EncryptedFile as SopsFile } from '../../sops/document.ts'
import { type AccessKey, type Joined, joinedKey } from './access-key-join.ts'
import { type Past, tolerance } from './claim-standing.ts'
import { type CredentialLeaf, credentialLeaves, type Facts } from './credential-leaves.ts'
import { type CredentialJudgement, judgeCredential } from './credential-verdict.ts'
import { type Evidence, fromHistory, fromHistoryAnew, fromLastModified, fromOldKeyId } from './evidence.ts'
import { type OwnPolicy, policyOf } from './rotation-policy.ts'
import { objection } from './verdict.ts'

export interface RotationContext extends Pick<Context, 'now' | 'history' | 'policy'> {
  /** What IAM says, where it was asked. */
  readonly accessKeys?: readonly AccessKey[]
}

export interface EncryptedFile {
  /** Relative to the repository root. */
  readonly path: string
  readonly text: string
}

/** How old one credential is, as far as the evidence goes. */
export interface CredentialAge extends CredentialJudgement {
  /** The key path with dots, for people; of a file that is one value, the name of the file. */
  readonly name: string
  readonly path: string
  readonly keyPath: readonly string[]
  /** UTF-16 offsets of the leaf in the file's text. */
  readonly start: number
  readonly end: number
  /** The key path names this leaf alone. */
  readonly addressable: boolean
  readonly kind: CredentialLeaf['kind']
  readonly temporary: boolean
  /** The policy that holds for it. */
  readonly policy: OwnPolicy
}

export interface OpenedFile extends EncryptedFile {
  readonly sops: SopsFile
  /** What a key showed of its values. */
  readonly facts?: Facts
}

/** What stays of a file once it has been read: nothing but what dates its credentials. */
export interface CredentialFile {
  readonly path: string
  readonly lastModified: string | undefined
  readonly credentials: readonly CredentialLeaf[]
  readonly repeated: ReadonlySet<string>
}

/** Called where a part of the history is missing; absent, that is an error. */
type OnCutOff = (error: CannotCheckError) => void

/** Judges every credential in the files; one that SOPS did not encrypt holds none. In order of the files, then of the leaves. */
export const credentialAges = async (
  files: readonly EncryptedFile[],
  context: RotationContext,
): Promise<CredentialAge[]> => {
  const opened: OpenedFile[] = []
  for (const { path, text } of files) {
    const sops = await readEncryptedFile(path, text)
    if (sops !== undefined) opened.push({ path, text, sops })
  }
  return agesIn(opened, context)
}

/** The same for files that are read already. */
export const agesIn = (files: readonly OpenedFile[], context: RotationContext): Promise<CredentialAge[]> =>
  agesOf(files.map(credentialsIn), context)

/** The credentials of one file, to be judged together with those of others. */
export const credentialsIn = ({ path, text, sops, facts }: OpenedFile): CredentialFile => ({
  path,
  lastModified: sops.metadata.lastmodified,
  credentials: credentialLeaves(sops, { path, text, ...(facts && { facts }) }),
  repeated: repeatedPaths(sops),
})

/** Judges credentials; history is asked once for all of them. */
export const agesOf = async (
  files: readonly CredentialFile[],
  context: RotationContext,
  onCutOff?: OnCutOff,
): Promise<CredentialAge[]> => {
  const past = await pastOf(files, context, onCutOff)
  return files.flatMap((file) => file.credentials.map((credential) => ageOf(credential, file, past, context)))
}

/** What history knows of a leaf. */
type PastOf = (credential: CredentialLeaf) => Past

const pastOf = async (
  files: readonly CredentialFile[],
  { history }: RotationContext,
  onCutOff: OnCutOff | undefined,
): Promise<PastOf> => {
  const dated = files.filter((file) => file.credentials.some(({ leaf }) => leaf.encrypted !== undefined))
  const ivs = new Set(dated.flatMap((file) => file.credentials.flatMap(({ leaf }) => leaf.encrypted?.iv ?? [])))
  if (history === undefined || ivs.size === 0) return withIv(() => ({ is: 'unasked' }))
  try {
    const first = await history.firstAppearance(
      ivs,
      dated.map(({ path }) => path),
    )
    return withIv((iv) => committed(first.get(iv)))
  } catch (error) {
    if (onCutOff === undefined || !(error instanceof CannotCheckError)) throw error
    onCutOff(error)
    return withIv(() => ({ is: 'cut-off' }))
  }
}

const withIv =
  (past: (iv: string) => Past): PastOf =>
  ({ leaf }) =>
    leaf.encrypted === undefined ? { is: 'without-iv' } : past(leaf.encrypted.iv)

const committed = (appearance: Appearance | undefined): Past =>
  appearance === undefined
    ? { is: 'uncommitted' }
    : {
        is: 'committed',
        date: appearance.date,
        anew: appearance.anew === true,
        ...(appearance.disordered && { disordered: true }),
      }

const ageOf = (
  credential: CredentialLeaf,
  file: CredentialFile,
  pastOf: PastOf,
  context: RotationContext,
): CredentialAge => {
  const { leaf, kind, temporary, claims, facts, wholeFile } = credential
  const name = wholeFile ? (file.path.split('/').at(-1) ?? '') : leaf.path.join('.')
  const now = context.now()
  const policy = policyOf({ path: file.path, name }, context.policy, now)
  const past = pastOf(credential)
  const evidence = evidenceFor(credential, file.lastModified, past, context.accessKeys ?? [], now)
  const known = { kind, temporary, claims, past, evidence, ...(facts?.own && { own: facts.own }) }
  return {
    name,
    path: file.path,
    keyPath: leaf.path,
    start: leaf.start,
    end: leaf.end,
    addressable: !wholeFile && !file.repeated.has(JSON.stringify(leaf.path)),
    kind,
    temporary,
    policy,
    ...judgeCredential(known, now, policy),
  }
}

/** Key paths that several leaves share: members of one list, or keys of several documents. */
const repeatedPaths = (sops: SopsFile): ReadonlySet<string> => {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const leaf of sops.leaves) {
    const key = JSON.stringify(leaf.path)
    if (seen.has(key)) repeated.add(key)
    seen.add(key)
  }
  return repeated
}

const evidenceFor = (
  credential: CredentialLeaf,
  lastModified: string | undefined,
  past: Past,
  accessKeys: readonly AccessKey[],
  now: Date,
): Evidence[] => {
  const { leaf, oldKeyId } = credential
  const evidence: Evidence[] = oldKeyId ? [fromOldKeyId()] : []
  const joined = joinedKey(credential, accessKeys)
  if (leaf.encrypted === undefined) return joined === undefined ? evidence : [fromAccessKey(joined, []), ...evidence]
  if (past.is === 'committed') evidence.push(past.anew ? fromHistoryAnew(past.date) : fromHistory(past.date))
  const modified = fromLastModified(lastModified)
  if (modified !== undefined) evidence.push(modified)
  if (joined === undefined) return evidence
  return [
    fromAccessKey(joined, isKeyId(credential) ? [] : evidence.filter((one) => objection(one, now) === undefined)),
    ...evidence,
  ]
}

const isKeyId = ({ facts }: CredentialLeaf): boolean => facts?.keyId !== undefined

/** Which key a secret belongs to is a claim of what stands beside it: a value that was there before the key is another one. */
const fromAccessKey = ({ key, by }: Joined, evidence: readonly Evidence[]): Evidence => {
  const { source, createDate: since } = key
  if (!evidence.some((one) => one.since.getTime() < since.getTime() - tolerance))
    return { source, bound: 'exact', since }
  const names = by === 'hint' ? 'the key_hint' : 'the key id beside it'
  const note = `${names} names a key that is younger than this value; bring both up to date`
  return { source, bound: 'at-least', since, note, contradicted: true }
}
