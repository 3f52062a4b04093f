import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { CannotCheckError, reasonOf, UserError } from '../model/errors.ts'
import type { RuleFile } from './rule-entry.ts'

/** A rule file that was read and is valid. */
export interface LoadedRuleFile extends RuleFile {
  /** As it is named in messages. */
  readonly file: string
}

/** Sentences about what is wrong with a parsed rule file; none for a valid one. */
export type ValidateRuleFile = (data: unknown) => readonly string[]

const parse = async (text: string, file: string): Promise<unknown> => {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text)
  const problem = document.errors[0]
  if (problem !== undefined) throw new UserError(`${file}: ${problem.message.split('\n', 1)[0]}`)
  return document.toJS({ maxAliasCount: 100 })
}

const idAt = (data: unknown, index: number): string | undefined => {
  const rules: unknown = typeof data === 'object' && data !== null && 'rules' in data ? data.rules : undefined
  const rule: unknown = Array.isArray(rules) ? rules[index] : undefined
  return typeof rule === 'object' && rule !== null && 'id' in rule && typeof rule.id === 'string' ? rule.id : undefined
}

/** `"stripe-secret-key": "examples.match"` for `"rules[0].examples.match"`: people know a rule by its id. */
const byId = (problem: string, data: unknown): string =>
  problem.replace(/^"rules\[(\d+)\](?:\.([^"]*))?"/, (whole, index: string, key: string | undefined) => {
    const id = idAt(data, Number(index))
    if (id === undefined) return whole
    return key === undefined ? `"${id}"` : `"${id}": "${key}"`
  })

const checked = (data: unknown, file: string, validate: ValidateRuleFile): RuleFile => {
  const problems = validate(data)
  if (problems.length > 0) throw new UserError(problems.map((problem) => `${file}: ${byId(problem, data)}`).join('\n'))
  // The schema has just said so.
  return data as RuleFile
}

const rejectTwins = ({ rules }: RuleFile, file: string, seen: Map<string, string>): void => {
  for (const { id } of rules) {
    const other = seen.get(id)
    if (other !== undefined) throw new UserError(`${file}: "${id}": a rule of that id already stands in ${other}`)
    seen.set(id, file)
  }
}

/** Parses and validates the text of one rule file; `file` names it in errors. */
export const parseRuleFile = async (
  text: string,
  file: string,
  validate: ValidateRuleFile,
): Promise<LoadedRuleFile> => ({ ...checked(await parse(text, file), file, validate), file })

const textOf = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new CannotCheckError(`cannot read the rule file ${path}: ${reasonOf(error)}`, error)
  }
}

const yamlFilesIn = async (directory: string): Promise<string[]> => {
  try {
    return (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).sort()
  } catch (error) {
    throw new UserError(`cannot read the rule folder ${directory}: ${reasonOf(error)}`)
  }
}

/** Reads every `*.yaml` of a folder, sorted by name. Throws a `UserError` that names the file, the rule and the key. */
export const loadRuleFiles = async (directory: string, validate: ValidateRuleFile): Promise<LoadedRuleFile[]> => {
  const seen = new Map<string, string>()
  const loaded: LoadedRuleFile[] = []
  for (const name of await yamlFilesIn(directory)) {
    const file = join(basename(directory), name)
    const content = await parseRuleFile(await textOf(join(directory, name)), file, validate)
    rejectTwins(content, file, seen)
    loaded.push(content)
  }
  return loaded
}
