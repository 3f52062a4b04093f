import type { Document, Hit, Rule } from '../../model/rule.ts'
import { configName } from '../../sops/config.ts'
import { type CreationRule, type DestinationRule, parseSopsConfig } from '../../sops/config-document.ts'
import { compileRe2 } from '../../sops/regex.ts'
import { compileSelectors } from '../../sops/selectors.ts'

/** An expression in `.sops.yaml` or in the metadata of a file that Go cannot compile. */
export const regexInvalid: Rule = {
  meta: {
    id: 'sops-regex-invalid',
    summary: 'A SOPS selector is no valid regular expression for Go',
    severity: 'high',
    why: 'SOPS reads expressions in the dialect of Go (RE2), which knows no lookahead and no backreferences. An invalid encrypted_regex raises no error: it matches nothing, and the whole file stays plaintext below a valid MAC.',
    remedy:
      'Rewrite the expression without lookahead, lookbehind and backreferences, correct it in .sops.yaml, and encrypt the affected files again. Replace the credentials that were committed in plaintext.',
    references: [
      'https://github.com/google/re2/wiki/Syntax',
      'https://getsops.io/docs/#encrypting-only-parts-of-a-file',
    ],
  },
  needs: ['content', 'path'],
  keywords: ['path_regex', 'encrypted_regex', 'comment_regex'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  check: (document) => (isConfig(document.path) ? configHits(document) : fileHits(document)),
}

const isConfig = (path: string): boolean => path === configName || path.endsWith(`/${configName}`)

async function* fileHits(document: Document): AsyncGenerator<Hit> {
  const { readEncryptedFile } = await import('../../sops/encrypted-file.ts')
  const file = await readEncryptedFile(document.path, document.text)
  for (const field of file?.policy.invalid ?? []) {
    yield { note: `The ${field} of this file is no valid regular expression for Go, so it matches nothing` }
  }
}

async function* configHits(document: Document): AsyncGenerator<Hit> {
  const { creationRules, destinationRules } = await parseSopsConfig(document.path, document.text)
  for (const rule of creationRules) {
    yield* pathHits(document, rule, 'SOPS stops at this rule')
    yield* selectorHits(document, rule)
  }
  for (const rule of destinationRules) {
    yield* pathHits(document, rule, 'this rule never applies, and no error is raised')
    if (rule.recreation !== undefined) yield* selectorHits(document, rule.recreation)
  }
}

async function* pathHits(
  document: Document,
  rule: CreationRule | DestinationRule,
  consequence: string,
): AsyncGenerator<Hit> {
  if ((await compileRe2(rule.pathRegex)) === undefined) yield hitAt(document, rule, 'path_regex', consequence)
}

async function* selectorHits(document: Document, rule: CreationRule): AsyncGenerator<Hit> {
  const { invalid } = await compileSelectors(rule.selectors)
  for (const field of invalid) yield hitAt(document, rule, field, 'it matches nothing, and no error is raised')
}

const hitAt = (document: Document, rule: CreationRule | DestinationRule, field: string, consequence: string): Hit => {
  const { start, end } = rule.rangeOf(field)
  return {
    span: document.spanOfText(start, end),
    note: `This ${field} is no valid regular expression for Go: ${consequence}`,
  }
}
