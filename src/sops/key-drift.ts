import type { ConfiguredGroup, ConfiguredKey } from './configured-keys.ts'
import { isAlias } from './identities.ts'
import type { KeyGroup, MasterKey } from './master-keys.ts'

/** How the recipients of one group of a file differ from those of its rule. */
export interface GroupDrift {
  /** Index of the group. */
  readonly group: number
  /** In the rule and not in the file. */
  readonly added: readonly ConfiguredKey[]
  /** In the file and not in the rule. */
  readonly removed: readonly MasterKey[]
}

/**
 * What `sops updatekeys` would change: group by group, by what SOPS compares recipients by. Left out is what cannot be
 * known without asking a provider, and everything where the rule leaves it to the command line who the recipients are.
 */
export const keyDrift = (file: readonly KeyGroup[], rule: readonly ConfiguredGroup[]): readonly GroupDrift[] => {
  if (!rule.some(({ keys, opaque }) => keys.length > 0 || opaque)) return []
  const drifts: GroupDrift[] = []
  for (let group = 0; group < Math.max(file.length, rule.length); group++) {
    const drift = driftOf(file[group]?.keys ?? [], rule[group] ?? nobody)
    if (drift.added.length > 0 || drift.removed.length > 0) drifts.push({ group, ...drift })
  }
  return drifts
}

const nobody = { keys: [], opaque: false }

const driftOf = (
  ours: readonly MasterKey[],
  { keys: theirs, opaque }: Pick<ConfiguredGroup, 'keys' | 'opaque'>,
): Omit<GroupDrift, 'group'> => {
  const inFile = new Set(ours.map(({ identity }) => identity))
  const inRule = new Set(theirs.map(({ identity }) => identity))
  const versions = theirs.filter(({ unknown }) => unknown === 'version').map(({ identity }) => identity)
  const isAnyVersion = ({ type, identity }: MasterKey): boolean =>
    type === 'azure_kv' && versions.some((key) => identity.startsWith(key))
  const added = theirs.filter((key) => !inFile.has(key.identity) && !isMet(key, ours))
  const removed = ours.filter((key) => key.identity !== '' && !inRule.has(key.identity) && !isAnyVersion(key))
  const guess = added.some(({ unknown }) => unknown === 'alias') || removed.some(isAliased)
  const isKnown = ({ type }: { readonly type: string }): boolean => !guess || type !== 'kms'
  return { added: added.filter(isKnown), removed: opaque ? [] : distinct(removed.filter(isKnown)) }
}

/** A file of a flat field may name somebody twice. */
const distinct = (keys: readonly MasterKey[]): MasterKey[] => [
  ...new Map(keys.map((key) => [key.identity, key])).values(),
]

/** Any version of an Azure key may be the latest. */
const isMet = ({ unknown, identity }: ConfiguredKey, ours: readonly MasterKey[]): boolean =>
  unknown === 'version' && ours.some((key) => key.type === 'azure_kv' && key.identity.startsWith(identity))

/** May be another name of a key of the rule, and a key of the rule another name of it. */
const isAliased = ({ type, identity }: MasterKey): boolean => type === 'kms' && isAlias(identity)
