import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Finding } from '../../model/finding.ts'
import { atLeast, type RuleMeta, type Severity } from '../../model/rule.ts'
import { valueLeftover } from '../sops-decrypted/value-leftover.ts'
import { leftoverKeyTree } from './key-tree.ts'

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

/**
 * Turns the findings in leftovers into one finding per file, which names everything the file holds. Findings from
 * elsewhere are handed on as they are. `readers` tells who else can read a file, by path.
 */
export const summariseLeftovers = (findings: readonly Finding[], readers: ReadonlyMap<string, Readers>): Finding[] => {
  const files = new Map<string, Finding[]>()
  const others: Finding[] = []
  for (const finding of findings) {
    if (finding.origin.from !== 'machine') others.push(finding)
    else files.set(finding.path, [...(files.get(finding.path) ?? []), finding])
  }
  return [...others, ...[...files].map(([path, found]) => summary(path, relevant(found), readers.get(path)))]
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

const summary = (path: string, found: readonly Finding[], readers: Readers | undefined): Finding => {
  const holds = [...new Set(found.map(({ rule }) => rule).filter((rule) => !comparing.has(rule)))]
  const like = found.find(({ rule }) => rule === leftoverKeyTree.meta.id)?.details?.like
  const same = found.find(({ rule }) => rule === valueLeftover.meta.id)?.details?.same
  const first = found[0]
  return {
    status: 'open',
    origin: { from: 'machine' },
    ...first,
    rule: leftoverMeta.id,
    severity: severityOf(found, readers),
    path,
    message: messageOf({ holds, like, same, readers }),
    fingerprint: `${leftoverMeta.id}:${path}:${first?.fingerprint.slice(-4) ?? ''}`,
    remedy: `leaktight shred ${shellQuoted(path)}`,
    details: detailsOf({ holds, like, same, readers }),
  }
}

/** Critical where both halves of a credential stand together, or where others can read one that is certain. */
const severityOf = (found: readonly Finding[], readers: Readers | undefined): Severity => {
  const worst = found.some(({ severity }) => severity === 'critical')
  const proven = found.some(({ rule, severity }) => rule !== leftoverKeyTree.meta.id && atLeast(severity, 'high'))
  return worst || (proven && readers !== undefined) ? 'critical' : leftoverMeta.severity
}

/** What is said about one file. */
interface Said {
  readonly holds: readonly string[]
  /** The encrypted file whose keys it has. */
  readonly like: string | undefined
  /** The place whose value it has. */
  readonly same: string | undefined
  readonly readers: Readers | undefined
}

const messageOf = ({ holds, like, same, readers }: Said): string => {
  const parts = [
    ...(holds.length === 0 ? [] : [`holds ${holds.join(', ')}`]),
    ...(like === undefined ? [] : [`repeats the keys of ${like}`]),
    ...(same === undefined ? [] : [`repeats the value of ${same}`]),
    ...(readers === undefined ? [] : [`readable ${readable[readers]}`]),
  ]
  return `plaintext left behind: ${parts.join('; ')}`
}

const detailsOf = ({ holds, like, same, readers }: Said): Readonly<Record<string, string>> => ({
  ...(holds.length === 0 ? {} : { holds: holds.join(', ') }),
  ...(like === undefined ? {} : { like }),
  ...(same === undefined ? {} : { same }),
  ...(readers === undefined ? {} : { readable: readable[readers] }),
})
