import { isCopy, leftoverKeyTree, leftoverMeta, leftoverWiped, summariseBeside } from '../checks/leftovers/index.ts'
import { valueLeftover } from '../checks/sops-decrypted/value-leftover.ts'
import { leftoverName } from '../checks/sops-repository/leftover-names.ts'
import { examine } from '../engine/examine.ts'
import { shellQuoted } from '../formats/shell-quote.ts'
import { isIgnored } from '../git/ignored.ts'
import { listedNames, trackedNames } from '../git/index-folders.ts'
import type { RawChange } from '../git/raw-changes.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import type { Examination, Finding } from '../model/finding.ts'
import { atLeast, type Context, type Severity } from '../model/rule.ts'
import { type BesideSource, besideFolders, besideSource } from '../sources/beside.ts'
import type { Invocation } from './invocation.ts'
import { contentRules, type Leftovers, nothing } from './leftovers.ts'
import type { Setup } from './setup.ts'

// What SOPS encrypts as a structure; leftovers are made of such files and lie beside them.
const structured = /\.(?:ya?ml|json|env|ini)$/

const folderOf = ({ path }: RawChange): string => {
  const text = path.toString('utf8')
  return text.slice(0, Math.max(0, text.lastIndexOf('/')))
}

const widthOf = (changes: readonly RawChange[]): number => (changes[0]?.newOid.length ?? 40) / 2

/** The quick look at untracked and ignored files, for the hook: it tells of copies and credentials in them. */
export const besideFindings = async (
  { uid }: Invocation,
  setup: Setup,
  context: Context,
  place: RepositoryPlace,
  changes: readonly RawChange[],
): Promise<Leftovers> => {
  if (uid === undefined || !setup.wanted(leftoverMeta.id)) return none
  const tracked = trackedNames(place, widthOf(changes), structured)
  if (tracked === undefined) return { ...none, advice: [unreadAdvice] }
  const folders = besideFolders(changes.map(folderOf), tracked.folders)
  const source = besideSource({ root: place.root, uid, folders, isTracked: tracked.has })
  const { examination, ...rest } = await look(source, setup, context, place)
  return { ...rest, examination: { ...examination, errors: [] } } // as advice: no reason to stop a commit
}

const none: Leftovers = { examination: nothing, exact: new Map(), advice: [] }

const look = async (
  source: BesideSource,
  setup: Setup,
  context: Context,
  place: RepositoryPlace,
): Promise<Leftovers> => {
  const opening = context.keys === undefined ? [] : [valueLeftover]
  const rules = [...contentRules(setup.allRules), leftoverKeyTree, leftoverWiped, ...opening]
  const examination = await examine(source, rules, context, setup.examineOptions)
  const findings = await Promise.all(summariseBeside(examination.findings).map((each) => standing(each, place)))
  const advice = [
    ...(source.left === 0 ? [] : [leftAdvice(source.left)]),
    ...examination.errors.map(({ path, reason }) => `${path} was not looked at for leftovers: ${reason}`),
  ]
  return {
    ...none,
    examination: { ...nothing, asked: examination.asked, findings, errors: examination.errors },
    advice,
  }
}

/** Of all of them, wherever they stand, what repeats an encrypted file: the rest is found by whoever looks at the tree. */
export const copiesBeside = async (
  { uid }: Invocation,
  setup: Setup,
  context: Context,
  place: RepositoryPlace,
): Promise<Examination> => {
  if (uid === undefined || !setup.wanted(leftoverMeta.id)) return nothing
  const tracked = await listedNames(place, structured)
  const folders = besideFolders([], tracked.folders)
  const source = besideSource({ root: place.root, uid, folders, isTracked: tracked.has, strict: true })
  const { examination } = await look(source, setup, context, place)
  return { ...examination, findings: examination.findings.filter(isCopy) }
}

// What they say of an untracked copy is that it is plaintext and should be encrypted, or be gone.
const ofPlaintext: ReadonlySet<string> = new Set([
  'sops-leftover-decrypted',
  'sops-decrypted-twin',
  'sops-plain-required',
  'sops-nothing-encrypted',
])

/** An examination of the tree and the copies in it, each told once, and as bad as the worst that was said of it. */
export const withCopies = (tree: Examination, copies: Examination): readonly Examination[] => {
  const worst = new Map<string, Severity>(copies.findings.map(({ path, severity }) => [path, severity]))
  const rest = tree.findings.filter(({ path, rule, status, severity }) => {
    const copy = worst.get(path)
    if (copy === undefined || status !== 'open' || !ofPlaintext.has(rule)) return true
    if (atLeast(severity, copy)) worst.set(path, severity)
    return false
  })
  const findings = copies.findings.map((copy) => ({ ...copy, severity: worst.get(copy.path) ?? copy.severity }))
  return [
    { ...tree, findings: rest },
    { ...copies, findings },
  ]
}

/** A copy that git would take is worth stopping for; what it ignores is told. */
const standing = async (finding: Finding, place: RepositoryPlace): Promise<Finding> => {
  if (!isCopy(finding)) return finding
  const ignored = await isIgnored({ ...place, cwd: place.root }, finding.path)
  return ignored ? finding : { ...finding, severity: 'medium', remedy: remedyOf(finding) }
}

/** What is no copy by its name may be on its way to be encrypted: the same keys for another place. */
const remedyOf = ({ path, remedy }: Finding): string =>
  leftoverName(path) === undefined && structured.test(path)
    ? `leaktight seal --fix ${shellQuoted(path)} if it is to stay, else ${remedy}`
    : remedy

const unreadAdvice =
  'Untracked files were not looked at for leftovers, since the index is split or very large; see `leaktight audit`'

const leftAdvice = (count: number): string =>
  `${count} ${count === 1 ? 'place' : 'places'} beside tracked files not looked at for leftovers; see \`leaktight audit\``
