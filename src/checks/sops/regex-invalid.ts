import type { Document, Hit, Rule } from '../../model/rule.ts'
import { configName } from '../../sops/config.ts'
import { type CreationRule, parseCreationRules } from '../../sops/creation-rules.ts'
import { readEncryptedFile } from '../../sops/encrypted-file.ts'
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
  check: (document) => (isConfig(document.path) ? configHits(document) : fileHits(document)),
}

const isConfig = (path: string): boolean => path === configName || path.endsWith(`/${configName}`)

async function* fileHits(document: Document): AsyncGenerator<Hit> {
  const file = await readEncryptedFile(document.path, document.text)
  for (const field of file?.policy.invalid ?? []) {
    yield { note: `The ${field} of this file is no valid regular expression for Go, so it matches nothing` }
  }
}

async function* configHits(document: Document): AsyncGenerator<Hit> {
  for (const rule of await parseCreationRules(document.path, document.text)) {
    for (const field of await invalidFields(rule)) {
      const { start, end } = rule.rangeOf(field)
      yield {
        span: document.spanOfText(start, end),
        note: `This ${field} is no valid regular expression for Go: ${consequence(field)}`,
      }
    }
  }
}

type Field = Parameters<CreationRule['rangeOf']>[0]

const invalidFields = async (rule: CreationRule): Promise<readonly Field[]> => {
  const pathRegexIsValid = (await compileRe2(rule.pathRegex)) !== undefined
  const { invalid } = await compileSelectors(rule.selectors)
  return pathRegexIsValid ? invalid : ['path_regex', ...invalid]
}

const consequence = (field: Field): string =>
  field === 'path_regex' ? 'SOPS stops at this rule' : 'it matches nothing, and no error is raised'
