import { type SelectorField, type Selectors, selectorFields } from './metadata.ts'
import { compileRe2, type Matcher } from './regex.ts'

/** The selectors of which a comment at or above a leaf matches: all that has to be known of those comments. */
export type Marks = ReadonlySet<SelectorField>

/** Nothing says anything by a comment. */
export const noMarks: Marks = new Set()

/** Decides per leaf, from the map keys that lead to it and the comments above it. */
export interface LeafPolicy {
  /** SOPS means to encrypt this leaf. */
  mustEncrypt(path: readonly string[], marks: Marks): boolean
  /** What is marked below these comments, besides what was marked above them. */
  marked(above: Marks, comments: readonly string[]): Marks
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
    matchers.set(field, isOfComments(field) ? (matcher ?? nothing) : remembering(matcher ?? nothing))
    if (matcher === undefined) invalid.push(field)
  }
  return {
    mustEncrypt: (path, marks) => mustEncrypt(matchers, path, marks),
    marked: (above, comments) => marked(matchers, above, comments),
    byComment: commentFields.some((field) => matchers.has(field)),
    optIn: selectorFields.some((field) => field.startsWith('encrypted') && matchers.has(field)),
    invalid,
  }
}

const commentFields = ['unencrypted_comment_regex', 'encrypted_comment_regex'] as const satisfies SelectorField[]

const isOfComments = (field: SelectorField): boolean => commentFields.some((known) => known === field)

const nothing: Matcher = () => false
const endsWith =
  (suffix: string): Matcher =>
  (text) =>
    text.endsWith(suffix)

/** Keys repeat in every leaf below them, so each is matched once. */
const remembering = (matcher: Matcher): Matcher => {
  const answers = new Map<string, boolean>()
  return (text) => {
    const answer = answers.get(text) ?? matcher(text)
    answers.set(text, answer)
    return answer
  }
}

/** The order of getsops/sops, sops.go, Tree.shouldBeEncrypted: each selector that is set overrules the ones before it. */
const mustEncrypt = (matchers: Matchers, path: readonly string[], marks: Marks): boolean => {
  const found = (field: SelectorField): boolean | undefined => {
    const matcher = matchers.get(field)
    return matcher === undefined ? undefined : path.some(matcher)
  }
  let encrypt = !found('unencrypted_suffix')
  encrypt = found('encrypted_suffix') ?? encrypt
  if (found('unencrypted_regex')) encrypt = false
  encrypt = found('encrypted_regex') ?? encrypt
  if (marks.has('unencrypted_comment_regex')) encrypt = false
  return matchers.has('encrypted_comment_regex') ? marks.has('encrypted_comment_regex') : encrypt
}

/** Each comment is matched here and nowhere else, however many leaves stand below it. */
const marked = (matchers: Matchers, above: Marks, comments: readonly string[]): Marks => {
  let marks = above
  for (const field of commentFields) {
    const matcher = matchers.get(field)
    if (matcher !== undefined && !marks.has(field) && comments.some(matcher)) marks = new Set([...marks, field])
  }
  return marks
}
