import type { TextRange } from '../../formats/tree.ts'
import type { Document, Hit, Rule, RuleMeta, Severity } from '../../model/rule.ts'
import type { PolicyFile } from './policy-file.ts'

/** What a rule says of a place in a file. */
export interface IamHit {
  readonly at: TextRange
  readonly note: string
  /** Left out: that of the rule. */
  readonly severity?: Severity
  readonly remedy?: string
}

export type IamHits = (file: PolicyFile) => Iterable<IamHit>

/** More in one file are counted in a last hit, not listed. */
const mostListed = 100

const languages = /\.(?:json|ya?ml|jsonc|template|tf|tfvars|tofu|hcl|nix|tpl|tftpl)$/i
const examples =
  /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|testdata|mocks?|__mocks__|examples?|samples?)\/|\.(?:test|spec)\.\w+$/i

/**
 * A rule about policies of IAM, wherever they are written, whose body is loaded where `words` stand. In tests and
 * examples it tells and does not fail.
 */
export const iamRule = (
  meta: RuleMeta,
  keywords: readonly string[],
  words: RegExp,
  load: () => Promise<IamHits>,
): Rule => ({
  meta,
  needs: ['content', 'path'],
  keywords,
  paths: (path) => languages.test(path),
  textOnly: true,
  wholeOnly: true,
  check: (document) => (words.test(document.text) ? iamHits(document, load) : []),
})

async function* iamHits(document: Document, load: () => Promise<IamHits>): AsyncGenerator<Hit> {
  const [{ readPolicyFile }, hits] = await Promise.all([import('./policy-file.ts'), load()])
  const isExample = examples.test(document.path)
  const said = new Set<string>()
  for (const { at, note, severity, remedy } of hits(await readPolicyFile(document))) {
    const key = `${at.start} ${at.end} ${note}`
    if (said.has(key)) continue
    said.add(key)
    if (said.size > mostListed) continue
    yield {
      span: document.spanOfText(at.start, at.end),
      note,
      ...(isExample ? { severity: 'low' } : severity !== undefined && { severity }),
      ...(remedy !== undefined && { remedy }),
    }
  }
  if (said.size > mostListed) yield { note: `${said.size - mostListed} more places of this kind are in this file` }
}
