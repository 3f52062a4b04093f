import { type SelectorField, type Selectors, selectorFields } from './metadata.ts'
import { compileRe2, type Matcher } from './regex.ts'

/** Decides per leaf, from the map keys that lead to it and the comments above it. */
export interface LeafPolicy {
  /** SOPS means to encrypt this leaf. */
  mustEncrypt(path: readonly string[], comments: readonly string[]): boolean
  /** Comments decide, so the answer hangs on which comment belongs to which key. */
  readonly byComment: boolean
  /** A key that is not named stays plain: a file may rightly have no encrypted leaf at all. */
  readonly optIn: boolean
  /** Fields whose expression Go cannot compile; SOPS drops the error and matches nothing. */
  readonly invalid: readonly SelectorField[]
}

type Matchers = ReadonlyMap<SelectorField, Matcher>

/** What holds where no selector is set (getsops/sops, sops.go, DefaultUnencryptedSuffix). */
const byDefault: Selectors = new Map([['unencrypted_suffix', '_unencrypted']])

/** Compiles the selectors. An expression that is invalid in RE2 matches nothing, as in SOPS. */
export const compileSelectors = async (written: Selectors): Promise<LeafPolicy> => {
  const matchers = new Map<SelectorField, Matcher>()
  const invalid: SelectorField[] = []
  for (const [field, text] of written.size === 0 ? byDefault : written) {
    const matcher = field.endsWith('_suffix') ? endsWith(text) : await compileRe2(text)
    matchers.set(field, matcher ?? nothing)
    if (matcher === undefined) invalid.push(field)
  }
  return {
    mustEncrypt: (path, comments) => mustEncrypt(matchers, path, comments),
    byComment: selectorFields.some((field) => field.includes('comment') && matchers.has(field)),
    optIn: selectorFields.some((field) => field.startsWith('encrypted') && matchers.has(field)),
    invalid,
  }
}

const nothing: Matcher = () => false
const endsWith =
  (suffix: string): Matcher =>
  (text) =>
    text.endsWith(suffix)

/** The order of getsops/sops, sops.go, Tree.shouldBeEncrypted: each selector that is set overrules the ones before it. */
const mustEncrypt = (matchers: Matchers, path: readonly string[], comments: readonly string[]): boolean => {
  const found = (field: SelectorField, texts: readonly string[]): boolean | undefined => {
    const matcher = matchers.get(field)
    return matcher === undefined ? undefined : texts.some(matcher)
  }
  let encrypt = !found('unencrypted_suffix', path)
  encrypt = found('encrypted_suffix', path) ?? encrypt
  if (found('unencrypted_regex', path)) encrypt = false
  encrypt = found('encrypted_regex', path) ?? encrypt
  if (found('unencrypted_comment_regex', comments)) encrypt = false
  return found('encrypted_comment_regex', comments) ?? encrypt
}
