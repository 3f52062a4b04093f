import type { Appearance, Context } from '../../model/rule.ts'
import { readSopsFile, type EncryptedFile as SopsFile } from '../../sops/document.ts'
import { type CredentialLeaf, credentialLeaves } from './credential-leaves.ts'
import { type Evidence, fromHistory, fromLastModified, fromOldKeyId } from './evidence.ts'
import { type Judgement, judge } from './verdict.ts'

export type RotationContext = Pick<Context, 'now' | 'history' | 'policy'>

export interface EncryptedFile {
  /** Relative to the repository root. */
  readonly path: string
  readonly text: string
}

/** How old one credential is, as far as the evidence goes. */
export interface CredentialAge extends Judgement {
  /** The key path with dots, for people. */
  readonly name: string
  readonly path: string
  readonly keyPath: readonly string[]
  /** UTF-16 offsets of the leaf in the file's text. */
  readonly start: number
  readonly end: number
  /** The key path names this leaf alone. */
  readonly addressable: boolean
}

export interface OpenedFile {
  readonly path: string
  readonly sops: SopsFile
}

/** What stays of a file once it has been read: nothing but what dates its credentials. */
export interface CredentialFile {
  readonly path: string
  readonly lastModified: string | undefined
  readonly credentials: readonly CredentialLeaf[]
  readonly repeated: ReadonlySet<string>
}

/** Judges every credential in the files; one that SOPS did not encrypt holds none. In order of the files, then of the leaves. */
export const credentialAges = async (
  files: readonly EncryptedFile[],
  context: RotationContext,
): Promise<CredentialAge[]> => {
  const opened: OpenedFile[] = []
  for (const { path, text } of files) {
    const sops = await readSopsFile(path, text)
    if (sops !== undefined) opened.push({ path, sops })
  }
  return agesIn(opened, context)
}

/** The same for files that are read already. */
export const agesIn = (files: readonly OpenedFile[], context: RotationContext): Promise<CredentialAge[]> =>
  agesOf(files.map(credentialsIn), context)

/** The credentials of one file, to be judged together with those of others. */
export const credentialsIn = ({ path, sops }: OpenedFile): CredentialFile => ({
  path,
  lastModified: sops.metadata.lastmodified,
  credentials: credentialLeaves(sops),
  repeated: repeatedPaths(sops),
})

/** Judges credentials; history is asked once for all of them. */
export const agesOf = async (files: readonly CredentialFile[], context: RotationContext): Promise<CredentialAge[]> => {
  const first = await firstAppearances(files, context)
  return files.flatMap((file) => file.credentials.map((credential) => ageOf(credential, file, first, context)))
}

const firstAppearances = async (
  files: readonly CredentialFile[],
  context: RotationContext,
): Promise<ReadonlyMap<string, Appearance>> => {
  const dated = files.filter((file) => file.credentials.some(({ leaf }) => leaf.encrypted !== undefined))
  const ivs = new Set(dated.flatMap((file) => file.credentials.flatMap(({ leaf }) => leaf.encrypted?.iv ?? [])))
  if (context.history === undefined || ivs.size === 0) return new Map()
  const paths = dated.map((file) => file.path)
  return context.history.firstAppearance(ivs, paths)
}

const ageOf = (
  credential: CredentialLeaf,
  file: CredentialFile,
  first: ReadonlyMap<string, Appearance>,
  context: RotationContext,
): CredentialAge => {
  const { leaf } = credential
  return {
    name: leaf.path.join('.'),
    path: file.path,
    keyPath: leaf.path,
    start: leaf.start,
    end: leaf.end,
    addressable: !file.repeated.has(JSON.stringify(leaf.path)),
    ...judge(evidenceFor(credential, file.lastModified, first), context.now(), context.policy),
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
  { leaf, oldKeyId }: CredentialLeaf,
  lastModified: string | undefined,
  first: ReadonlyMap<string, Appearance>,
): Evidence[] => {
  const evidence: Evidence[] = oldKeyId ? [fromOldKeyId()] : []
  if (leaf.encrypted === undefined) return evidence
  const appearance = first.get(leaf.encrypted.iv)
  if (appearance !== undefined) evidence.push(fromHistory(appearance.date))
  const modified = fromLastModified(lastModified)
  return modified === undefined ? evidence : [...evidence, modified]
}
