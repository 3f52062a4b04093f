import { pathMatcher } from '../../formats/globs.ts'
import type { Context, Document } from '../../model/rule.ts'
import { creationRuleFor } from '../../sops/config.ts'
import type { MatchedRule } from '../../sops/creation-rules.ts'
import type { Selectors } from '../../sops/metadata.ts'
import { neverEncrypted } from './never-encrypted.ts'
import { isSourceCode } from './source-code.ts'

/** Why a file must be encrypted, and which of its leaves. */
export interface Requirement {
  /** What says so, for a sentence. */
  readonly source: string
  readonly selectors: Selectors
  /** Holds for this file whatever is in it, and not only for one that shows that SOPS was meant to encrypt it. */
  readonly certain: boolean
  /** The configuration of leaktight says so. */
  readonly byName: boolean
}

/** Whether the configuration or a creation rule names a path. */
export const isNamed = async (path: string, context: Context): Promise<boolean> =>
  context.policy.mustEncrypt.some((pattern) => pathMatcher([pattern])(path)) ||
  (await creationRuleFor(path, context)) !== undefined

/** What the configuration or a creation rule says about a file; undefined when nothing does. */
export const requirementFor = async (document: Document, context: Context): Promise<Requirement | undefined> => {
  const matched = await creationRuleFor(document.path, context)
  const selectors: Selectors = matched?.rule.selectors ?? new Map()
  const glob = globFor(document, context)
  if (glob !== undefined)
    return { source: `the configuration (${JSON.stringify(glob)})`, selectors, certain: true, byName: true }
  if (matched === undefined) return undefined
  const source = `the creation rule ${JSON.stringify(matched.rule.pathRegex)} of ${matched.configPath}`
  return { source, selectors, certain: matched.specific && means(matched, document), byName: false }
}

const globFor = (document: Document, { policy }: Context): string | undefined => {
  const glob = policy.mustEncrypt.find((pattern) => pathMatcher([pattern])(document.path))
  if (glob === undefined) return undefined
  return neverEncrypted(document.path, pathMatcher([glob]), () => document.text) ? undefined : glob
}

const means = (matched: MatchedRule, document: Document): boolean =>
  !neverEncrypted(document.path, matched.matches, () => document.text) && !(matched.catchAll && isHelper(document.path))

/** Scripts and modules that lie beside secrets and handle them. */
const isHelper = (path: string): boolean =>
  isSourceCode(path) ||
  /(?:\.(?:nix|tf|bash|zsh|fish|ps1)|(?:^|\/)(?:[Mm]akefile|[Jj]ustfile|LICENSE|CODEOWNERS))$/.test(path)
