import type { Document, Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'

/** Bech32 of a key or of what a plugin finds it by, not the words for it in a comment. */
const ageKey = /AGE-(?:SECRET-KEY-(?:PQ-)?|PLUGIN-(?:[A-Z\d+._]{1,40}-){1,3})1[02-9AC-HJ-NP-Z]{6,}/gi
const pgpKey = /-----BEGIN PGP PRIVATE KEY BLOCK-----(?:[^-]*-----END PGP PRIVATE KEY BLOCK-----)?/g

export function* privateKeyHits(document: Document): Generator<Hit> {
  for (const pattern of [ageKey, pgpKey])
    for (const match of document.text.matchAll(pattern)) {
      const end = match.index + match[0].length
      yield { span: document.spanOfText(match.index, end), secret: new Secret(match[0]) }
    }
}
