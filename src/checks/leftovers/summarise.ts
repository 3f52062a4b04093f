import { dirname, join } from 'node:path/posix'
import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Finding } from '../../model/finding.ts'
import { atLeast, type RuleMeta, type Severity, severities } from '../../model/rule.ts'
import { valueLeftover } from '../sops-decrypted/value-leftover.ts'
import { leftoverKeyTree } from './key-tree.ts'
import { isLeftoverPlace, isWholeLeftover, placeOfPath } from './place.ts'
import { remedyIn } from './remedy.ts'
import { leftoverWiped } from './wiped.ts'

export const leftoverMeta: RuleMeta = {
  id: 'leftover-plaintext',
  summary: 'plaintext credentials left behind in a temporary folder',
  severity: 'high',
  why: 'A file written to carry credentials into an encrypted file outlives its purpose: other programs, backups and other users can read it, and removing it alone leaves its content on the disk.',
  remedy:
    'Overwrite and remove the file with `leaktight shred PATH`. Rotate the credential when others could read the file.',
  references: [
    'https://www.gnu.org/software/coreutils/manual/html_node/shred-invocation.html',
    'https://specifications.freedesktop.org/basedir-spec/latest/',
  ],
}

/** Who beside the owner can read a file. */
export type Readers = 'group' | 'everyone'

const readable: Readonly<Record<Readers, string>> = { group: 'by the group', everyone: 'by everyone' }

/** What a file is, where it is more than a file in a temporary folder. */
export interface Placed {
  /** Completes "left behind in …". */
  readonly what: string
  /** `{file}` stands for the path, `{beside:NAME}` for that of another file in its folder. */
  readonly remedy?: string
  /** Credentials belong there. */
  readonly store?: true
}

/** What is known of files beside their content, by path. */
export interface Whereabouts {
  /** Who else can read them. */
  readonly readers: ReadonlyMap<string, Readers>
  /** What each is, where it is more than a file in a temporary folder. */
  readonly places?: ReadonlyMap<string, Placed>
}

/** A copy of what is encrypted: it has the keys, or the value. */
export const isCopy = ({ details }: Finding): boolean => details?.like !== undefined || details?.same !== undefined

/** What untracked and ignored files of a repository hold for certain; told, because somebody may want it there. */
export const summariseBeside = (findings: readonly Finding[]): Finding[] =>
  summariseLeftovers(
    findings.filter(({ rule, severity }) => atLeast(severity, 'high') || rule === leftoverWiped.meta.id),
    { readers: new Map() },
  ).map((finding) => ({ ...finding, severity: 'low', origin: { from: 'worktree' }, remedy: besideRemedy(finding) }))

const besideRemedy = (finding: Finding): string =>
  isCopy(finding)
    ? finding.remedy
    : `${finding.remedy}, or move what it holds into an encrypted file. What has to stay: chmod 600, and a line in .gitignore`

/** One finding for each blob that no branch leads to, as {@link summariseLeftovers} makes one for each file. */
export const summariseObjects = (findings: readonly Finding[]): Finding[] => {
  const blobs = new Map<string, Finding[]>()
  for (const finding of findings) blobs.set(finding.path, [...(blobs.get(finding.path) ?? []), finding])
  const nobody = { readers: new Map<string, Readers>() }
  return [...blobs].flatMap(([path, found]) => {
    const origin = found[0]?.origin
    return origin === undefined ? [] : [{ ...summary(path, relevant(found), nobody), origin }]
  })
}

/**
 * Turns the findings in leftovers into one finding per file, which names everything the file holds. Findings from
 * elsewhere are handed on as they are.
 */
export const summariseLeftovers = (findings: readonly Finding[], where: Whereabouts): Finding[] => {
  const files = new Map<string, Finding[]>()
  const others: Finding[] = []
  for (const finding of findings) {
    if (finding.origin.from !== 'machine') others.push(finding)
    else if (where.places?.get(finding.path)?.store && finding.rule === leftoverKeyTree.meta.id) continue
    else files.set(finding.path, [...(files.get(finding.path) ?? []), finding])
  }
  return [...others, ...[...files].map(([path, found]) => summary(path, relevant(found), where))]
}

/** What nobody allowed; everything, where somebody allowed all of it, so that the allow stays visible. */
const relevant = (found: readonly Finding[]): readonly Finding[] => {
  const open = found.filter(({ inlineAllow }) => inlineAllow?.reason === undefined)
  return byPosition(open.length > 0 ? open : found)
}

const byPosition = (found: readonly Finding[]): readonly Finding[] =>
  [...found].sort((a, b) => position(a) - position(b))

const position = ({ region }: Finding): number =>
  region === undefined ? Number.MAX_SAFE_INTEGER : region.startLine * 100_000 + Math.min(region.startColumn, 99_999)

/** They compare with encrypted files. */
const comparing: ReadonlySet<string> = new Set([leftoverKeyTree.meta.id, valueLeftover.meta.id])

const summary = (path: string, found: readonly Finding[], { readers: all, places }: Whereabouts): Finding => {
  const wiped = found.find(({ rule }) => rule === leftoverWiped.meta.id)
  if (wiped !== undefined) return wiped
  const readers = all.get(path)
  const isArchive = found.some(({ details }) => details?.place === 'archive')
  const place = isArchive ? 'archive' : placeOfPath(path)
  const [within] = found.flatMap(({ details }) => details?.within ?? []).sort((a, b) => b.length - a.length)
  const placed = places?.get(path)
  const holds = [...new Set(found.map(({ rule }) => rule).filter((rule) => !comparing.has(rule)))]
  const like = found.find(({ rule }) => rule === leftoverKeyTree.meta.id)?.details?.like
  const same = found.find(({ rule }) => rule === valueLeftover.meta.id)?.details?.same
  const first = found[0]
  return {
    status: 'open',
    origin: { from: 'machine' },
    ...first,
    rule: leftoverMeta.id,
    severity: placed?.store && same === undefined ? severityOfStore(readers) : severityOf(found, readers),
    path,
    message: messageOf({ holds, like, same, within, readers }, placed),
    fingerprint: `${leftoverMeta.id}:${path}:${first?.fingerprint.slice(-4) ?? ''}`,
    remedy: `${isArchive || placed?.remedy === undefined ? remedyIn(place, path) : filledIn(placed.remedy, path)}${holds.some(isIdentity) ? keyWarning : ''}`,
    details: { ...detailsOf({ holds, like, same, within, readers }), ...(place === 'file' ? {} : { place }) },
  }
}

/** Rules of age keys, by their ids. */
export const isIdentity = (rule: string): boolean => rule === 'age-identity' || rule === 'age-identity-post-quantum'

const keyWarning =
  ' (first see that the key also stands where sops looks, in ~/.config/sops/age/keys.txt: without any copy, what is encrypted to it cannot be opened)'

const filledIn = (remedy: string, path: string): string =>
  remedy.replaceAll(/\{(?:file|beside:([^}]+))\}/g, (_, name: string | undefined) =>
    shellQuoted(name === undefined ? path : join(dirname(path), name)),
  )

/** As bad as the worst thing in it, and one step worse where others can read that. */
const severityOf = (found: readonly Finding[], readers: Readers | undefined): Severity => {
  const worst = found.map(({ severity }) => severity).reduce((a, b) => (atLeast(a, b) ? a : b), 'low')
  return readers === undefined ? worst : (severities[severities.indexOf(worst) + 1] ?? worst)
}

/** Where credentials belong, they are worth a word only when others can read them. */
const severityOfStore = (readers: Readers | undefined): Severity => (readers === undefined ? 'low' : 'high')

/** What is said about one file. */
interface Said {
  readonly holds: readonly string[]
  /** The encrypted file whose keys it has. */
  readonly like: string | undefined
  /** The place whose value it has. */
  readonly same: string | undefined
  /** What it is packed in. */
  readonly within: string | undefined
  readonly readers: Readers | undefined
}

const messageOf = ({ holds, like, same, within, readers }: Said, place: Placed | undefined): string => {
  const parts = [
    ...(holds.length === 0 ? [] : [`holds ${holds.join(', ')}`]),
    ...(like === undefined ? [] : [`repeats the keys of ${like}`]),
    ...(same === undefined ? [] : [`repeats the value of ${same}`]),
    ...(within === undefined ? [] : [`packed as ${within}`]),
    ...(readers === undefined ? [] : [`readable ${readable[readers]}`]),
  ]
  const where = place === undefined ? '' : ` in ${place.what}`
  return `plaintext ${place?.store ? 'kept' : 'left behind'}${where}: ${parts.join('; ')}`
}

const detailsOf = ({ holds, like, same, within, readers }: Said): Readonly<Record<string, string>> => ({
  ...(holds.length === 0 ? {} : { holds: holds.join(', ') }),
  ...(like === undefined ? {} : { like }),
  ...(same === undefined ? {} : { same }),
  ...(within === undefined ? {} : { within }),
  ...(readers === undefined ? {} : { readable: readable[readers] }),
})

/** Whether a finding in a leftover is about the whole file, which `leaktight shred` may overwrite and remove. */
export const isForShredding = ({ origin, details }: Finding): boolean => {
  const place = details?.place ?? 'file'
  return origin.from === 'machine' && isLeftoverPlace(place) && isWholeLeftover(place)
}
