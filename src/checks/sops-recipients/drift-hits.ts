import type { TextRange } from '../../formats/tree.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import { creationRuleFor } from '../../sops/config.ts'
import { readEncryptedFile } from '../../sops/encrypted-file.ts'
import { type GroupDrift, keyDrift } from '../../sops/key-drift.ts'
import type { SopsMetadata } from '../../sops/metadata.ts'
import { isCurrent } from '../current-version.ts'
import { shownRecipient } from '../shown-recipient.ts'
import { firstLine } from './first-line.ts'

/** One a file; an earlier version was held to the rules of its own time. */
export async function* driftHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const file = await readEncryptedFile(document.path, document.text)
  if (file === undefined || file.problems.length > 0 || file.metadata.groups.length === 0) return
  const matched = await creationRuleFor(document.path, context)
  if (matched === undefined) return
  const drifts = keyDrift(file.metadata.groups, matched.rule.groups)
  if (drifts.length === 0 || !(await isCurrent(document, context))) return
  const { start, end } = firstLine(rangeOf(drifts, file.metadata), document.text)
  const severalGroups = file.metadata.groups.length > 1 || matched.rule.groups.length > 1
  yield {
    span: document.spanOfText(start, end),
    extent: document.spanOfText(file.metadata.block.start, file.metadata.block.end),
    note: `By ${matched.configPath}, sops updatekeys would ${changesOf(drifts, severalGroups)}`,
    ...(context.policy.strict ? { severity: 'high' as const } : {}),
  }
}

/** The first recipient that is to go, else the beginning of the metadata. */
const rangeOf = (drifts: readonly GroupDrift[], { block }: SopsMetadata): TextRange =>
  drifts.flatMap(({ removed }) => removed)[0] ?? block

const mostGroups = 4

const changesOf = (drifts: readonly GroupDrift[], severalGroups: boolean): string => {
  const said = drifts.slice(0, mostGroups).map((drift) => {
    const change = [...changed('add', drift.added), ...changed('remove', drift.removed)].join(' and ')
    return severalGroups ? `${change} (key group ${drift.group + 1})` : change
  })
  return [...said, ...(drifts.length > mostGroups ? ['change more key groups'] : [])].join('; ')
}

const mostNamed = 5

const changed = (verb: string, keys: readonly { readonly identity: string }[]): string[] => {
  if (keys.length === 0) return []
  const named = keys.slice(0, mostNamed).map(({ identity }) => shownRecipient(identity))
  const more = keys.length > mostNamed ? [`${keys.length - mostNamed} more`] : []
  return [`${verb} ${[...named, ...more].join(', ')}`]
}
