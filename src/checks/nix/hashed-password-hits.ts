import type { Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { type NixFile, plainString } from './nix-file.ts'
import { valuesOf } from './values.ts'

const option = /^(?:initial)?hashedPassword$/i
const crypt = /^\$\w{1,10}\$.{8}/

/** Literals that are hashes; `"!"` and `"*"` lock an account. */
export function* hashedPasswordHits(file: NixFile): Generator<Hit> {
  for (const { name, value } of file.assignments) {
    if (!option.test(name.at(-1) ?? '')) continue
    for (const node of valuesOf(value, file)) {
      const text = plainString(node)
      if (text === undefined || !crypt.test(text)) continue
      yield {
        span: file.spanOf({ start: node.start + 1, end: node.end - 1 }),
        secret: new Secret(text),
        note: `${name.at(-1)} is a literal, which everybody on the machine can read; hashedPasswordFile is not`,
      }
    }
  }
}
