import type { Rule } from '../../model/rule.ts'

/** A selector that wants to encrypt something and finds nothing. */
export const regexDead: Rule = {
  meta: {
    id: 'sops-regex-dead',
    summary: 'The selector of this encrypted file matches none of its keys',
    severity: 'low',
    why: 'With encrypted_regex or encrypted_suffix SOPS encrypts what matches and nothing else. A selector without a match leaves the whole file plaintext below valid metadata, and nobody is told.',
    remedy:
      'Correct the selector in .sops.yaml, take the metadata off (sops decrypt --in-place FILE) and encrypt the file again. If there is nothing to encrypt, the file needs no metadata.',
    references: ['https://getsops.io/docs/#encrypting-only-parts-of-a-file'],
  },
  needs: ['content', 'path', 'repository'],
  keywords: ['lastmodified'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    const { regexDeadHits } = await import('./regex-dead-hits.ts')
    yield* regexDeadHits(document, context)
  },
}
