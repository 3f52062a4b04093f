import { pathMatcher } from '../../formats/globs.ts'
import type { Context, Document } from '../../model/rule.ts'
import { creationRuleFor } from '../../sops/config.ts'
import type { Selectors } from '../../sops/metadata.ts'
import { neverEncrypted } from './never-encrypted.ts'

/** Why a file must be encrypted, and which of its leaves. */
export interface Requirement {
  /** What says so, for a sentence. */
  readonly source: string
  readonly selectors: Selectors
}

/** What the configuration or a specific creation rule says about a file; undefined when nothing does. */
export const requirementFor = async (document: Document, context: Context): Promise<Requirement | undefined> => {
  const text = (): string => document.text
  const matched = await creationRuleFor(document.path, context)
  const selectors: Selectors = matched?.rule.selectors ?? new Map()
  const glob = context.policy.mustEncrypt.find((pattern) => pathMatcher([pattern])(document.path))
  if (glob !== undefined && !neverEncrypted(document.path, glob, text))
    return { source: `the configuration (${JSON.stringify(glob)})`, selectors }
  if (!matched?.specific || neverEncrypted(document.path, matched.rule.pathRegex, text)) return undefined
  return {
    source: `the creation rule ${JSON.stringify(matched.rule.pathRegex)} of ${matched.configPath}`,
    selectors,
  }
}
