import type { TextRange } from '../../formats/tree.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import type { CreationRule } from '../../sops/config-document.ts'
import { everyRule } from './every-rule.ts'
import { currentConfig } from './readable-config.ts'
import { type ShamirFlaw, shamirFlaws } from './shamir-flaws.ts'

export async function* shamirHits(document: Document, context: Context): AsyncGenerator<Hit> {
  for (const rule of everyRule(await currentConfig(document, context)))
    for (const flaw of shamirFlaws(rule.shamirThreshold, sizesOf(rule))) {
      const { start, end } = rangeOf(flaw, rule)
      const extent = document.spanOfText(rule.start, rule.end)
      yield { span: document.spanOfText(start, end), extent, note: flaw.note, severity: flaw.severity }
    }
}

/** A group whose keys cannot be read here has some nevertheless. */
const sizesOf = ({ groups }: CreationRule): number[] => groups.map(({ keys, opaque }) => keys.length + (opaque ? 1 : 0))

const rangeOf = ({ group }: ShamirFlaw, rule: CreationRule): TextRange =>
  (group === undefined ? undefined : rule.groups[group]) ?? rule.rangeOf('shamir_threshold')
