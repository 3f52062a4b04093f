import { parseHcl, parseHclExpression } from '../../formats/hcl.ts'
import { parseJson } from '../../formats/json.ts'
import { tooDeep, tooMany } from '../../formats/limits.ts'
import { parseNix } from '../../formats/nix.ts'
import type { Problem, Tree } from '../../formats/tree.ts'
import { parseYaml } from '../../formats/yaml.ts'
import { CannotCheckError } from '../../model/errors.ts'
import type { Document } from '../../model/rule.ts'
import { fromHcl } from './from-hcl.ts'
import { fromHclBody, localsOf } from './from-hcl-file.ts'
import { fromNix } from './from-nix.ts'
import { fromTree } from './from-tree.ts'
import { type Placed, placesOf } from './places.ts'
import type { Statement } from './policy.ts'
import { statementOf } from './statements.ts'
import type { MapValue, Value } from './value.ts'

/** A file in which policies may stand, as rules read it. */
export interface PolicyFile {
  readonly path: string
  readonly text: string
  readonly places: readonly Placed[]
  /** In file order. */
  readonly statements: readonly Statement[]
  /** All statements of a policy. */
  statementsOf(policy: MapValue | undefined): readonly Statement[]
}

/** Actions and resources of all statements; aliases make many of few. */
const mostListed = 300_000

const files = new WeakMap<Document, Promise<PolicyFile>>()

/** Reads a document once for all rules; throws where its structure cannot be read. */
export const readPolicyFile = (document: Document): Promise<PolicyFile> => {
  const known = files.get(document) ?? policyFileOf(document.path, document.text)
  files.set(document, known)
  return known
}

/** The same for a text. */
export const policyFileOf = async (path: string, text: string): Promise<PolicyFile> => {
  const language = languageOf(path, text)
  const places = [...placesOf(await valuesIn(language, path, text))]
  const statements: Statement[] = []
  let listed = 0
  const byPolicy = new Map<MapValue | undefined, Statement[]>()
  for (const placed of places) {
    const statement = statementOf(placed, language === 'hcl')
    if (statement === undefined) continue
    statements.push(statement)
    listed += lengthOf(statement)
    if (listed > mostListed) throw new CannotCheckError(`${path}: its policies name more than ${mostListed} actions`)
    const others = byPolicy.get(statement.policy)
    if (others === undefined) byPolicy.set(statement.policy, [statement])
    else others.push(statement)
  }
  statements.sort((a, b) => a.start - b.start)
  return { path, text, places, statements, statementsOf: (policy) => byPolicy.get(policy) ?? [] }
}

const lengthOf = ({ actions, notActions, resources }: Statement): number =>
  (actions?.texts.length ?? 0) + (notActions?.texts.length ?? 0) + (resources?.texts.length ?? 0)

type Language = 'json' | 'yaml' | 'hcl' | 'nix'

const languageOf = (path: string, text: string): Language => {
  if (/\.(?:tf|tfvars|tofu|hcl)$/i.test(path)) return 'hcl'
  if (/\.nix$/i.test(path)) return 'nix'
  if (/\.ya?ml$/i.test(path)) return 'yaml'
  return /^\uFEFF?\s*[[{]/.test(text) ? 'json' : 'yaml'
}

const valuesIn = async (language: Language, path: string, text: string): Promise<readonly Value[]> => {
  switch (language) {
    case 'hcl':
      return hclValues(path, text)
    case 'nix':
      return nixValues(path, text)
    case 'yaml':
      return treeValues(path, text, await parseYaml(text))
    case 'json':
      return jsonValues(path, text)
  }
}

const hclValues = (path: string, text: string): readonly Value[] => {
  const { body, problem } = parseHcl(text)
  refuse(path, problem)
  return [fromHclBody(body, { text, level: 0, locals: localsOf(body) }, { start: 0, end: text.length })]
}

const nixValues = (path: string, text: string): readonly Value[] => {
  const tree = parseNix(text)
  refuse(path, tree.problem)
  return fromNix(tree, text)
}

/** JSON with templates or comments in it is read as far as its structure goes. */
const jsonValues = async (path: string, text: string): Promise<readonly Value[]> => {
  const tree = await parseJson(text)
  if (tree.problems.length === 0) return treeValues(path, text, tree)
  refuseLimits(path, tree)
  const { node, problem } = parseHclExpression(text, 0, text.length)
  refuse(path, problem)
  return [fromHcl(node, { text, level: 0 })]
}

/** AWS refuses what is damaged in any other way, too; what can be read of it is judged. */
const treeValues = (path: string, text: string, tree: Tree): readonly Value[] => {
  refuseLimits(path, tree)
  return fromTree(tree, text)
}

const refuseLimits = (path: string, { problems, documents }: Tree): void =>
  refuse(
    path,
    problems.find(({ message }) => documents.length === 0 || message === tooDeep || message === tooMany),
  )

const refuse = (path: string, problem: Problem | undefined): void => {
  if (problem !== undefined) throw new CannotCheckError(`${path}: its policies cannot be read: ${problem.message}`)
}
