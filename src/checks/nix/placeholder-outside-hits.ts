import type { Hit } from '../../model/rule.ts'
import { holdsNames, type NixFile, namesOf } from './nix-file.ts'

/** Uses whose option is known and is no template. */
export function* placeholderOutsideHits({ places, spanOf }: NixFile): Generator<Hit> {
  for (const { node, name, local } of places) {
    if (local || node.kind !== 'select' || !holdsNames(namesOf(node), 'sops', 'placeholder')) continue
    if (name.length === 0 || name.some((key) => /template/i.test(key))) continue
    yield { span: spanOf(node), note: 'Nothing replaces this placeholder: it stands outside of sops.templates' }
  }
}
