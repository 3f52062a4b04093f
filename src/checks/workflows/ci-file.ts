import type { TextRange, Tree } from '../../formats/tree.ts'
import { parseYaml } from '../../formats/yaml.ts'
import { CannotCheckError } from '../../model/errors.ts'
import type { Document, Hit, Severity, Span } from '../../model/rule.ts'
import { type CiHost, ciHostOf } from './ci-paths.ts'
import { readGithub } from './github.ts'
import { readGitlab } from './gitlab.ts'
import type { Pipeline } from './pipeline.ts'

/** A workflow file as rules read it. */
export interface CiFile {
  readonly host: CiHost
  readonly path: string
  readonly text: string
  readonly tree: Tree
  readonly pipelines: readonly Pipeline[]
  spanOf(range: TextRange): Span
}

const files = new WeakMap<Document, Promise<CiFile>>()

/** Reads a document once for all rules. */
export const readCiFile = (document: Document): Promise<CiFile> => {
  const known = files.get(document) ?? read(document)
  files.set(document, known)
  return known
}

const read = async (document: Document): Promise<CiFile> => {
  const { path, text } = document
  const host = ciHostOf(path) ?? 'github'
  const tree = await parseYaml(text)
  const pipelines = host === 'gitlab' ? readGitlab(text, tree) : readGithub(text, tree)
  return { host, path, text, tree, pipelines, spanOf: ({ start, end }) => document.spanOfText(start, end) }
}

// Templates of workflows lie elsewhere, and need not be YAML yet.
const run = /^(?:\.(?:github|forgejo|gitea)\/workflows\/[^/]+|\.gitlab-ci)\.ya?ml$/

/** What can be read is judged; that something could not is said of files that a CI would read. */
export const assertRead = ({ path, tree }: CiFile): void => {
  const [problem] = tree.problems
  if (problem === undefined || (!run.test(path) && tree.documents.length > 0)) return
  throw new CannotCheckError(`${path}: cannot be read in full as YAML: ${problem.message}`)
}

/** A place of a file and what is to be said about it. */
export interface Remark {
  readonly range: TextRange
  readonly note?: string
  readonly severity?: Severity
  readonly remedy?: string
}

export const hitOf = (file: CiFile, { range, ...said }: Remark): Hit => ({ span: file.spanOf(range), ...said })
