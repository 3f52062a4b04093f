import { plainSecret } from '../checks/kubernetes/plain-secret.ts'
import { sopsRules } from '../checks/sops/index.ts'
import { sopsRecipientRules } from '../checks/sops-recipients/index.ts'
import { conflictMarkers } from '../checks/sops-repository/conflict-markers.ts'
import { emptyFile } from '../checks/sops-repository/empty-file.ts'
import { examine } from '../engine/examine.ts'
import type { ObjectReader } from '../git/blobs.ts'
import { unstagedPaths } from '../git/index-entry.ts'
import { isNullOid, type RawChange } from '../git/raw-changes.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import { indexChanges } from '../git/staged-changes.ts'
import { indexFiles, type TreeFile } from '../git/tree-files.ts'
import { CannotCheckError } from '../model/errors.ts'
import type { Finding } from '../model/finding.ts'
import { atLeast, type Context, type Rule } from '../model/rule.ts'
import type { ReadFailure, Source, Unit } from '../model/unit.ts'
import { applyPolicy } from '../policy/verdict.ts'
import { creationRuleFor } from '../sops/config.ts'
import { type DiskPath, diskFilesSource } from '../sources/disk-files.ts'
import { memorySource } from '../sources/memory.ts'
import { stagedSource } from '../sources/staged.ts'
import { diskState, indexState } from '../sources/states.ts'
import type { Invocation } from './invocation.ts'
import type { Setup } from './setup.ts'
import { version } from './version.generated.ts'

/** What the rules say about a path, in the working tree and in the index. */
export interface Flagged {
  readonly path: string
  readonly worktree: readonly Finding[]
  readonly index: readonly Finding[]
}

/** What sealing looks at, and with what. */
export interface SealScope {
  readonly invocation: Invocation
  readonly place: RepositoryPlace
  readonly setup: Setup
  readonly reader: ObjectReader
  /** Paths relative to the root; undefined for every staged and every tracked file. */
  readonly named: readonly string[] | undefined
  /** Aborted when somebody asks the process to end. */
  readonly ending?: AbortSignal
}

export interface FlaggedFiles {
  readonly files: readonly Flagged[]
  readonly examined: number
  readonly errors: readonly ReadFailure[]
}

/** The rules that speak of what stands in one file which SOPS encrypts. */
const sealable: ReadonlySet<string> = new Set(
  [...sopsRules, ...sopsRecipientRules, conflictMarkers, emptyFile, plainSecret].map(({ meta }) => meta.id),
)

const sealRules = (setup: Setup): readonly Rule[] => setup.rules.filter(({ meta }) => sealable.has(meta.id))

const contextOf = ({ invocation, setup, place, reader }: SealScope, state: 'disk' | 'index'): Context => ({
  now: invocation.now,
  policy: setup.checkPolicy,
  repository: state === 'disk' ? diskState(place.root, place) : indexState(place, reader),
})

/** What nobody allowed and would block a commit. A plain Secret is SOPS's business where a creation rule says so. */
const judged = async (source: Source, scope: SealScope, context: Context) => {
  const { setup, invocation } = scope
  const examination = await examine(source, sealRules(setup), context, setup.examineOptions)
  const { failOn } = setup.config
  const options = { command: 'seal', version, failOn, now: invocation.now(), whole: false }
  const { findings, errors } = applyPolicy(examination, setup.config, options)
  // A configuration that lets such findings pass makes plaintext no ciphertext.
  const floor = atLeast('high', failOn) ? failOn : 'high'
  const flagging: Finding[] = []
  for (const finding of findings) {
    if (finding.status === 'allowed' || finding.status === 'baselined' || !atLeast(finding.severity, floor)) continue
    if (finding.rule === plainSecret.meta.id && (await creationRuleFor(finding.path, context)) === undefined) continue
    flagging.push(finding)
  }
  return { findings: flagging, errors, examined: examination.units }
}

/** What the rules say about content that is not there yet. Throws where they cannot tell. */
export const inspectContent = async (scope: SealScope, path: string, content: Buffer): Promise<readonly Finding[]> => {
  const { findings, errors } = await judged(memorySource(path, content), scope, contextOf(scope, 'disk'))
  const [error] = errors
  if (error !== undefined) throw new CannotCheckError(`${error.path}: ${error.reason}`)
  return findings
}

/** A file that git knows, as a change that changes nothing. */
const unchanged = ({ path, mode, oid }: TreeFile): RawChange => ({
  path,
  status: 'M',
  newMode: mode,
  newOid: oid,
  oldModes: [mode],
  oldOids: [oid],
})

const latin1 = (path: Buffer): string => path.toString('latin1')

/** What the index holds otherwise than HEAD or the working tree. */
const indexed = async ({ place }: SealScope, tracked: readonly TreeFile[]): Promise<readonly RawChange[]> => {
  const atTop = { ...place, cwd: place.root }
  const staged = await indexChanges(atTop)
  const known = new Set(staged.map(({ path }) => latin1(path)))
  const differing = new Set((await unstagedPaths(atTop)).map(latin1))
  const others = tracked.filter(({ path }) => differing.has(latin1(path)) && !known.has(latin1(path)))
  return [...staged, ...others.map(unchanged)].filter(({ newOid, status }) => status === 'D' || !isNullOid(newOid))
}

const committedBytes =
  ({ reader }: SealScope) =>
  async (path: string): Promise<Uint8Array | undefined> => {
    const object = await reader.read(`HEAD:${path}`)
    return object?.type === 'blob' ? object.bytes : undefined
  }

/** Only some units of a source, in the same state. */
const only = (source: Source, wanted: ReadonlySet<string>): Source => ({
  ...source,
  async *units(): AsyncGenerator<Unit> {
    for await (const unit of source.units()) if (wanted.has(unit.path)) yield unit
  },
})

/** Every file that a rule flags, in the index or in the working tree. */
export const findFlagged = async (scope: SealScope): Promise<FlaggedFiles> => {
  const { place, reader, named } = scope
  const tracked = await indexFiles({ ...place, cwd: place.root })
  const wanted = named === undefined ? undefined : new Set(named)
  const paths: readonly DiskPath[] =
    named ?? tracked.filter(({ mode }) => mode.startsWith('100')).map(({ path }) => path)
  const staged = stagedSource(place, reader, await indexed(scope, tracked))
  const [index, disk] = [
    await judged(wanted === undefined ? staged : only(staged, wanted), scope, contextOf(scope, 'index')),
    await judged(diskFilesSource(place.root, paths, committedBytes(scope)), scope, contextOf(scope, 'disk')),
  ]
  const of = (findings: readonly Finding[], path: string) => findings.filter((finding) => finding.path === path)
  const flagged = [...new Set([...disk.findings, ...index.findings].map(({ path }) => path))].sort()
  return {
    files: flagged.map((path) => ({ path, worktree: of(disk.findings, path), index: of(index.findings, path) })),
    examined: Math.max(disk.examined, index.examined),
    errors: [...disk.errors, ...index.errors],
  }
}
