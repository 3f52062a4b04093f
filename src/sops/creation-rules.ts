import type { TextRange, TreeNode } from '../formats/tree.ts'
import { parseYaml } from '../formats/yaml.ts'
import { CannotCheckError } from '../model/errors.ts'
import { type SelectorField, type Selectors, selectorsOf } from './metadata.ts'
import { compileRe2, type Matcher } from './regex.ts'
import { textAt, valueAt } from './tree-values.ts'

/** One creation rule as written. Unknown keys are tolerated, as SOPS does. */
export interface CreationRule extends TextRange {
  /** Empty where it is missing: such a rule matches every file. */
  readonly pathRegex: string
  readonly selectors: Selectors
  /** Recipients of the flat key fields, by field; SOPS takes a comma list or a list. */
  readonly recipients: ReadonlyMap<RecipientField, readonly string[]>
  /** Where a field's value stands in the text. */
  rangeOf(field: SelectorField | 'path_regex'): TextRange
}

export const recipientFields = ['age', 'pgp', 'kms', 'gcp_kms', 'azure_keyvault', 'hc_vault_transit_uri'] as const
export type RecipientField = (typeof recipientFields)[number]

/** Reads the creation rules of a `.sops.yaml`. Throws CannotCheckError where SOPS could not load it either. */
export const parseCreationRules = async (configPath: string, text: string): Promise<readonly CreationRule[]> => {
  const tree = await parseYaml(text)
  const [problem] = tree.problems
  if (problem !== undefined) throw new CannotCheckError(`${configPath}: cannot be read as YAML: ${problem.message}`)
  const [root] = tree.documents
  if (root !== undefined && root.kind !== 'map' && !isNull(root)) throw new CannotCheckError(noMapping(configPath))
  const list = root === undefined ? undefined : valueAt(root, 'creation_rules')
  if (list === undefined || isNull(list)) return []
  if (list.kind !== 'list') throw new CannotCheckError(`${configPath}: "creation_rules" must be a list`)
  return list.items.map((item, index) => creationRule(configPath, item, index))
}

const noMapping = (configPath: string): string =>
  `${configPath}: is no mapping with "creation_rules"; a symbolic link is followed only to a file of the repository`

const isNull = (node: TreeNode): boolean => node.kind === 'scalar' && node.value === null

const creationRule = (configPath: string, item: TreeNode, index: number): CreationRule => {
  const map = item.kind === 'alias' ? item.target : item
  if (map?.kind !== 'map') throw new CannotCheckError(`${configPath}: creation rule ${index + 1} must be a map`)
  const written = withMerged(map)
  return {
    start: map.start,
    end: map.end,
    pathRegex: textAt(written, 'path_regex') ?? '',
    selectors: selectorsOf(written),
    recipients: recipientsOf(written),
    rangeOf: (field) => valueAt(written, field) ?? map,
  }
}

/** With the entries that `<<: *anchor` brings in, one level deep; the rule's own entries overrule them. */
const withMerged = (map: TreeNode): TreeNode => {
  if (map.kind !== 'map') return map
  const merged = map.entries.filter(({ key }) => key === '<<').flatMap(({ value }) => merges(value))
  return {
    ...map,
    entries: [...merged.flatMap((other) => (other.kind === 'map' ? other.entries : [])), ...map.entries],
  }
}

const merges = (value: TreeNode): readonly TreeNode[] => {
  const sources = value.kind === 'list' ? value.items : [value]
  return sources.flatMap((source) => (source.kind === 'alias' ? (source.target ?? []) : source))
}

const recipientsOf = (map: TreeNode): ReadonlyMap<RecipientField, readonly string[]> => {
  const recipients = new Map<RecipientField, readonly string[]>()
  for (const field of recipientFields) {
    const value = valueAt(map, field)
    if (value !== undefined && !isNull(value)) recipients.set(field, commaOrList(value))
  }
  return recipients
}

/** `a,b` or a list, whose items may be comma lists themselves. */
const commaOrList = (node: TreeNode): readonly string[] => {
  const items = node.kind === 'list' ? node.items : [node]
  return items
    .map((item) => (item.kind === 'alias' ? item.target : item))
    .flatMap((item) => (item?.kind === 'scalar' && typeof item.value === 'string' ? item.value.split(',') : []))
    .map((recipient) => recipient.trim())
    .filter((recipient) => recipient !== '')
}

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
  readonly #matchers = new Map<CreationRule, Promise<Matcher>>()

  constructor(configPath: string, rules: readonly CreationRule[]) {
    this.#configPath = configPath
    this.#rules = rules
  }

  /** Throws CannotCheckError when the search meets a `path_regex` that Go cannot compile: there SOPS stops, too. */
  async match(relativePath: string): Promise<MatchedRule | undefined> {
    for (const rule of this.#rules) {
      const matcher = await this.#matcher(rule)
      if (!matcher(relativePath)) continue
      const catchAll = canaries.some(matcher)
      return { rule, configPath: this.#configPath, specific: !catchAll, catchAll, matches: matcher }
    }
    return undefined
  }

  /** Throws as {@link CreationRules.match} does, without a path to look for. */
  async compileAll(): Promise<void> {
    for (const rule of this.#rules) await this.#matcher(rule)
  }

  #matcher(rule: CreationRule): Promise<Matcher> {
    const known = this.#matchers.get(rule)
    if (known !== undefined) return known
    const matcher = this.#compile(rule)
    this.#matchers.set(rule, matcher)
    return matcher
  }

  async #compile({ pathRegex }: CreationRule): Promise<Matcher> {
    if (pathRegex === '') return () => true
    const matcher = await compileRe2(pathRegex)
    if (matcher !== undefined) return matcher
    throw new CannotCheckError(
      `${this.#configPath}: path_regex ${JSON.stringify(pathRegex)} is no valid regular expression for Go (RE2), so no rule can be chosen`,
    )
  }
}

/** Files that nobody means to encrypt; a rule that matches one of them says nothing about the file at hand. */
const canaries = ['README.md', 'package.json', 'src/index.ts', 'kustomization.yaml']
