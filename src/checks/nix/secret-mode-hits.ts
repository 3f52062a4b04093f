import type { Hit } from '../../model/rule.ts'
import { holdsNames, type NixFile, plainString } from './nix-file.ts'
import { valuesOf } from './values.ts'

/** Modes below `sops.secrets` and `sops.templates`. */
export function* secretModeHits(file: NixFile): Generator<Hit> {
  for (const { name, value } of file.assignments) {
    if (name.at(-1) !== 'mode') continue
    if (!holdsNames(name, 'sops', 'secrets') && !holdsNames(name, 'sops', 'templates')) continue
    for (const node of valuesOf(value, file)) {
      const who = whoElse(plainString(node) ?? '')
      if (who !== undefined) yield { span: file.spanOf(node), note: `This mode of a decrypted secret lets ${who}` }
    }
  }
}

const whoElse = (mode: string): string | undefined => {
  const [, group = '0', others = '0'] = /^[0-7]{0,2}([0-7])([0-7])$/.exec(mode) ?? []
  if (others !== '0') return 'everybody on the machine in'
  return (Number(group) & 2) === 0 ? undefined : 'its group write it'
}
