import { pathMatcher } from '../../formats/globs.ts'
import type { Context, Document } from '../../model/rule.ts'
import { creationRuleFor } from '../../sops/config.ts'
import type { MatchedRule } from '../../sops/creation-rules.ts'
import { hasMetadata } from '../../sops/has-metadata.ts'
import type { Selectors } from '../../sops/metadata.ts'
import { neverEncrypted } from './never-encrypted.ts'
import { nixSourceOf } from './nix-source.ts'
import { isHelper } from './source-code.ts'

/** Why a file must be encrypted, and which of its leaves. */
export interface Requirement {
  /** What says so, for a sentence. */
  readonly source: string
  readonly selectors: Selectors
  /** Holds for this file whatever is in it, and not only for one that shows that SOPS was meant to encrypt it. */
  readonly certain: boolean
  /** The configuration of leaktight says so, or a `.nix` file of this very file. */
  readonly byName: boolean
}

/** Whether the configuration, a creation rule or a `.nix` file names a path. */
export const isNamed = async (path: string, context: Context): Promise<boolean> =>
  context.policy.mustEncrypt.some((pattern) => pathMatcher([pattern])(path)) ||
  (await creationRuleFor(path, context)) !== undefined ||
  (await nixSourceOf(path, context)) !== undefined

/** What the configuration, a creation rule or a `.nix` file says about a file; undefined when nothing does. */
export const requirementFor = async (document: Document, context: Context): Promise<Requirement | undefined> => {
  const matched = await creationRuleFor(document.path, context)
  const selectors: Selectors = matched?.rule.selectors ?? new Map()
  const glob = globFor(document, context)
  if (glob !== undefined)
    return { source: `the configuration (${JSON.stringify(glob)})`, selectors, certain: true, byName: true }
  const rule = matched === undefined ? undefined : requirementOf(matched, document)
  return rule?.certain === true ? rule : ((await nixRequirement(document, selectors, context)) ?? rule)
}

const requirementOf = (matched: MatchedRule, document: Document): Requirement => ({
  source: `the creation rule ${JSON.stringify(matched.rule.pathRegex)} of ${matched.configPath}`,
  selectors: matched.rule.selectors,
  certain: matched.specific && means(matched, document),
  byName: false,
})

/** What sops-nix is to decrypt; of an encrypted file nobody need know. */
const nixRequirement = async (
  document: Document,
  selectors: Selectors,
  context: Context,
): Promise<Requirement | undefined> => {
  const { path, text, whole, binary } = document
  if (whole && !binary && (await hasMetadata(path, text))) return undefined
  const nixFile = await nixSourceOf(path, context)
  return nixFile === undefined
    ? undefined
    : { source: `sopsFile of ${nixFile}`, selectors, certain: true, byName: true }
}

const globFor = (document: Document, { policy }: Context): string | undefined => {
  const glob = policy.mustEncrypt.find((pattern) => pathMatcher([pattern])(document.path))
  if (glob === undefined) return undefined
  return neverEncrypted(document.path, pathMatcher([glob]), () => document.text) ? undefined : glob
}

const means = ({ matches }: MatchedRule, document: Document): boolean =>
  !neverEncrypted(document.path, matches, () => document.text) &&
  !(isHelper(document.path) && matches(otherwiseNamed(document.path)))

/** The path with another suffix, or another name where it has none: a rule that covers this too does not ask for it. */
const otherwiseNamed = (path: string): string => path.replace(/[^./]+$/, (letters) => 'q'.repeat(letters.length))
