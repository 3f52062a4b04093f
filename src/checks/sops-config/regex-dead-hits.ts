import type { Context, Document, Hit } from '../../model/rule.ts'
import { creationRuleFor } from '../../sops/config.ts'
import { type EncryptedFile, readEncryptedFile } from '../../sops/encrypted-file.ts'
import { rangeOfField, type Selectors } from '../../sops/metadata.ts'
import { compileSelectors, noMarks } from '../../sops/selectors.ts'
import { isCurrent } from '../current-version.ts'

/** The file's own selector, else the one by which it would be encrypted the next time. */
export async function* regexDeadHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const file = await readEncryptedFile(document.path, document.text)
  // A binary file has one key, and SOPS itself sees to it that it is encrypted.
  if (file === undefined || file.store === 'binary' || file.leaves.length === 0 || file.problems.length > 0) return
  const own = await deadField(file.metadata.selectors, file)
  if (own !== undefined) {
    const { block } = file.metadata
    const { start, end } = rangeOfField(file.metadata, own) ?? block
    yield {
      span: document.spanOfText(start, end),
      extent: document.spanOfText(block.start, block.end),
      note: `The ${own} of this file matches none of its keys`,
    }
    return
  }
  const matched = await creationRuleFor(document.path, context)
  const field = matched === undefined ? undefined : await deadField(matched.rule.selectors, file)
  if (matched === undefined || field === undefined || !(await isCurrent(document, context))) return
  yield {
    note: `The ${field} of the creation rule ${JSON.stringify(matched.rule.pathRegex)} of ${matched.configPath} matches no key of this file: encrypted anew, it would be plaintext`,
  }
}

/** Invalid expressions match nothing, too, and are a finding of their own. */
const deadField = async (selectors: Selectors, { leaves }: EncryptedFile): Promise<string | undefined> => {
  const field = (['encrypted_regex', 'encrypted_suffix'] as const).find((name) => selectors.has(name))
  const text = field === undefined ? undefined : selectors.get(field)
  if (field === undefined || text === undefined) return undefined
  const policy = await compileSelectors(new Map([[field, text]]))
  if (policy.invalid.length > 0) return undefined
  return distinct(leaves).some((path) => policy.mustEncrypt(path, noMarks)) ? undefined : field
}

/** Each key path once: a damaged file may repeat one thousands of times. */
const distinct = (leaves: EncryptedFile['leaves']): readonly (readonly string[])[] => [
  ...new Map(leaves.map(({ path }) => [path.join('\0'), path])).values(),
]
