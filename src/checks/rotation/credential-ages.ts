import type { Appearance, Context } from '../../model/rule.ts'
import { readSopsFile, type SopsFile } from '../../sops/document.ts'
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

interface Credentials extends OpenedFile {
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
export const agesIn = async (files: readonly OpenedFile[], context: RotationContext): Promise<CredentialAge[]> => {
  const found = files.map(credentialsOf)
  const first = await firstAppearances(found, context)
  return found.flatMap((file) => file.credentials.map((credential) => ageOf(credential, file, first, context)))
}

const credentialsOf = ({ path, sops }: OpenedFile): Credentials => ({
  path,
  sops,
  credentials: credentialLeaves(sops),
  repeated: repeatedPaths(sops),
})

const firstAppearances = async (
  files: readonly Credentials[],
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
  file: Credentials,
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
    ...judge(evidenceFor(credential, file.sops, first), context.now(), context.policy),
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
  sops: SopsFile,
  first: ReadonlyMap<string, Appearance>,
): Evidence[] => {
  const evidence: Evidence[] = oldKeyId ? [fromOldKeyId()] : []
  if (leaf.encrypted === undefined) return evidence
  const appearance = first.get(leaf.encrypted.iv)
  if (appearance !== undefined) evidence.push(fromHistory(appearance.date))
  const modified = fromLastModified(sops.metadata.lastmodified)
  return modified === undefined ? evidence : [...evidence, modified]
}
