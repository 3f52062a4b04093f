import { CannotCheckError } from '../model/errors.ts'
import { type CreationRule, readSopsConfig } from './config-document.ts'
import { compileRe2, type Matcher } from './regex.ts'

export type { CreationRule } from './config-document.ts'

/** Reads the creation rules of a `.sops.yaml`. Throws CannotCheckError where SOPS could not load it either. */
export const parseCreationRules = async (configPath: string, text: string): Promise<readonly CreationRule[]> =>
  (await readSopsConfig(configPath, text)).creationRules

/** A creation rule that was found to apply to a path. */
export interface MatchedRule {
  readonly rule: CreationRule
  /** The `.sops.yaml` it stands in. */
  readonly configPath: string
  /** Names some files and not any file: none of the usual files at the top of a repository match it. */
  readonly specific: boolean
  /** Matches any file of its folder. */
  readonly catchAll: boolean
  /** Whether the rule's expression matches another path, relative to the same folder. */
  matches(path: string): boolean
}

/** Finds the rule for a path that is relative to the folder of the `.sops.yaml`: the first that matches, as in SOPS. */
export class CreationRules {
  readonly #configPath: string
  readonly #rules: readonly CreationRule[]
  readonly #matchers = new Map<CreationRule, Matcher>()
  #latest: { readonly path: string; readonly matched: Promise<MatchedRule | undefined> } | undefined

  constructor(configPath: string, rules: readonly CreationRule[]) {
    this.#configPath = configPath
    this.#rules = rules
  }

  /**
   * Throws CannotCheckError when the search meets a `path_regex` that Go cannot compile: there SOPS stops, too. Many checks
   * ask for one path in a row, which is searched for once.
   */
  match(relativePath: string): Promise<MatchedRule | undefined> {
    if (this.#latest?.path !== relativePath) this.#latest = { path: relativePath, matched: this.#search(relativePath) }
    return this.#latest.matched
  }

  /** Throws as {@link CreationRules.match} does, without a path to look for. */
  async compileAll(): Promise<void> {
    for (const rule of this.#rules) await this.#matcher(rule)
  }

  async #search(relativePath: string): Promise<MatchedRule | undefined> {
    for (const rule of this.#rules) {
      const matcher = this.#matchers.get(rule) ?? (await this.#matcher(rule))
      if (!matcher(relativePath)) continue
      const catchAll = canaries.some(matcher)
      return { rule, configPath: this.#configPath, specific: !catchAll, catchAll, matches: matcher }
    }
    return undefined
  }

  async #matcher(rule: CreationRule): Promise<Matcher> {
    const matcher = this.#matchers.get(rule) ?? (await this.#compile(rule))
    this.#matchers.set(rule, matcher)
    return matcher
  }

  async #compile({ pathRegex }: CreationRule): Promise<Matcher> {
    if (pathRegex === '') return () => true
    const matcher = await compileRe2(pathRegex)
    const beginning = beginningOf(pathRegex)
    if (matcher !== undefined) return (path) => path.startsWith(beginning) && matcher(path)
    throw new CannotCheckError(
      `${this.#configPath}: path_regex ${JSON.stringify(pathRegex)} is no valid regular expression for Go (RE2), so no rule can be chosen`,
    )
  }
}

/** What every path begins with that an expression matches; there may be thousands of expressions, and of paths. */
const beginningOf = (pathRegex: string): string =>
  pathRegex.includes('|') ? '' : (/^\^([\w/-]+)(?![*?{])/.exec(pathRegex)?.[1] ?? '')

/** Files that nobody means to encrypt; a rule that matches one of them says nothing about the file at hand. */
const canaries = ['README.md', 'package.json', 'src/index.ts', 'kustomization.yaml']
