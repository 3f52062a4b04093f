import type { Context, Document, Hit } from '../../model/rule.ts'
import { creationRuleFor, topRules } from '../../sops/config.ts'
import type { CreationRule } from '../../sops/config-document.ts'
import { neverEncrypted } from '../sops/never-encrypted.ts'
import { currentConfig } from './readable-config.ts'
import { trackedBelow } from './tracked-below.ts'

/** One a configuration, naming the first file. */
export async function* nestedConfigHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const config = await currentConfig(document, context)
  if (config === undefined) return
  const top = await topRules(context)
  if (top === undefined) return
  const different: string[] = []
  const folder = document.path.slice(0, document.path.lastIndexOf('/') + 1)
  for (const below of await trackedBelow(document.path, context)) {
    const path = folder + below
    const matched = await creationRuleFor(path, context)
    // Another .sops.yaml further down decides, or nobody would run SOPS on it.
    if (matched?.configPath !== document.path || !matched.specific) continue
    if (neverEncrypted(path, matched.matches, () => '')) continue
    const other = await top.match(path)
    if (other === undefined || answerOf(other.rule) !== answerOf(matched.rule)) different.push(path)
  }
  const [first, ...more] = different
  if (first === undefined) return
  const others = more.length === 0 ? '' : ` and ${more.length} more`
  yield {
    note: `Run from the top of the repository, SOPS gives another answer for ${first}${others} than by this file`,
  }
}

/** All that SOPS would do by a rule. */
const answerOf = ({ groups, selectors, macOnlyEncrypted, shamirThreshold }: CreationRule): string =>
  JSON.stringify([
    groups.map(({ keys }) => keys.map(({ identity }) => identity).sort()),
    [...selectors],
    macOnlyEncrypted,
    shamirThreshold ?? 0,
  ])
