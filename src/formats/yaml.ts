import type { Alias, CST, Node, Pair, YAMLMap, YAMLSeq, Scalar as YamlScalar } from 'yaml'
import { smallest } from './core-schema.ts'
import { withoutEmptyItems } from './empty-items.ts'
import { maxDepth, maxTokens, tooDeep, tooLong, tooMany, unreadable } from './limits.ts'
import { readSimpleYaml } from './simple-yaml/reader.ts'
import type { Comment, Entry, Problem, Scalar, TextRange, Tree, TreeNode } from './tree.ts'

type Yaml = typeof import('yaml')
type Parsed = ReturnType<InstanceType<Yaml['Composer']>['compose']> extends Iterable<infer D> ? D : never

/** Reads YAML 1.2, all documents. Aliases are not expanded, duplicate keys are kept, `<<` is an ordinary key. */
export const parseYaml = (text: string): Promise<Tree> => {
  if (latest?.text !== text) latest = { text, tree: readYaml(text) }
  return latest.tree
}

/** Of the document at hand, about which several rules ask in a row. */
let latest: { text: string; tree: Promise<Tree> } | undefined

const readYaml = async (text: string): Promise<Tree> => readSimpleYaml(text) ?? parseAnyYaml(text)

/** The same by the package, which takes longer to load than most texts to read. */
export const parseAnyYaml = async (whole: string): Promise<Tree> => {
  const refusal = tooLong(whole)
  if (refusal !== undefined) return refusal
  const text = withoutEmptyItems(whole)
  const yaml = await import('yaml')
  const lexed = lex(yaml, text)
  if ('problem' in lexed) return unreadable(lexed.problem, lexed.at, text.length)
  const { stackTraceLimit } = Error
  try {
    // The package makes an error of each problem, and its stack costs more than to find it.
    Error.stackTraceLimit = 0
    return treeOf(yaml, text, lexed)
  } catch (error) {
    if (error instanceof RangeError) return unreadable(tooDeep, 0, text.length)
    throw error
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

interface Lexed {
  readonly tokens: readonly CST.Token[]
  readonly comments: readonly Comment[]
  readonly marks: readonly TextRange[]
}

/** The tokens of the text, or why they were not taken: the stack of open containers is bounded here, before anything recurses. */
const lex = (yaml: Yaml, text: string): Lexed | { problem: string; at: number } => {
  const parser = new yaml.Parser()
  const comments = new CommentCollector()
  const tokens: CST.Token[] = []
  let count = 0
  let errors = 0
  for (const lexeme of new yaml.Lexer().lex(text)) {
    comments.see(lexeme)
    for (const token of parser.next(lexeme)) {
      tokens.push(token)
      if (token.type === 'error') errors += 1
    }
    count += 1
    if (parser.stack.length > maxDepth) return { problem: tooDeep, at: comments.offset }
    if (count > maxTokens) return { problem: tooMany, at: comments.offset }
    if (errors > mostErrors) return { problem: 'unexpected token', at: comments.offset }
    if (count % 1024 === 0 && isBeyondRepair(parser.stack)) return { problem: 'missing char', at: comments.offset }
  }
  for (const token of parser.end()) tokens.push(token)
  return { tokens, comments: comments.found, marks: comments.marks }
}

/** So many are no slip, and each costs the package an error of its own. */
const mostErrors = 500

/** Entries without a colon in a row, or without a comma between them. */
const isBeyondRepair = (stack: readonly CST.Token[]): boolean =>
  stack.some((token) => {
    if (token.type === 'block-map') return areMany(token.items, hasLostItsColon)
    return token.type === 'flow-collection' && areMany(token.items, hasLostItsComma)
  })

const areMany = <Item>(items: readonly Item[], damaged: (item: Item) => boolean): boolean => {
  const last = items.slice(-mostErrors - 1, -1)
  return last.length === mostErrors && last.every(damaged)
}

/** `? key` needs none. */
const hasLostItsColon = ({ start, key, sep }: CST.BlockMap['items'][number]): boolean =>
  key != null &&
  !sep.some(({ type }) => type === 'map-value-ind') &&
  !start.some(({ type }) => type === 'explicit-key-ind')

/** That of the next entry stands at its start. */
const hasLostItsComma = ({ start }: CST.FlowCollection['items'][number]): boolean =>
  !start.some(({ type }) => type === 'comma')

/** Lexemes that stand for no text: start of document, end of a broken flow collection, start of a scalar. */
const markers: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001F'])

/** `&anchor` or `!tag`; `!!str` and its like are the standard's own. */
const isMark = (lexeme: string): boolean => /^(?:&.|!(?!!))/.test(lexeme)

/** Follows the lexer through the text; a lexeme after the scalar marker is content even where it begins with `#`. */
class CommentCollector {
  readonly found: Comment[] = []
  readonly marks: TextRange[] = []
  offset = 0
  #scalar = false

  see(lexeme: string): void {
    if (markers.has(lexeme)) {
      this.#scalar = lexeme === '\u001F'
      return
    }
    const start = this.offset
    this.offset += lexeme.length
    if (!this.#scalar && lexeme.startsWith('#')) this.found.push({ start, end: this.offset, text: lexeme.slice(1) })
    if (!this.#scalar && isMark(lexeme)) this.marks.push({ start, end: this.offset })
    this.#scalar = false
  }
}

const treeOf = (yaml: Yaml, text: string, { tokens, comments, marks }: Lexed): Tree => {
  const composer = new yaml.Composer({
    uniqueKeys: false,
    merge: false,
    intAsBigInt: true,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const documents: TreeNode[] = []
  const problems: Problem[] = []
  const reader = new Reader(yaml, text)
  for (const document of composer.compose(tokens, true, text.length)) {
    problems.push(...problemsOf(document))
    documents.push(reader.document(document))
  }
  return { documents, problems, comments, marks }
}

/** The codes of the package in words; its own messages quote the text, which may be a secret. */
const problemsOf = (document: Parsed): Problem[] =>
  document.errors.map((error) => ({
    message: error.code.toLowerCase().replaceAll('_', ' '),
    start: error.pos[0],
    end: error.pos[1],
  }))

/** Turns the nodes of the package into ours. Recursion is bounded by {@link maxDepth}. */
class Reader {
  readonly #yaml: Yaml
  readonly #text: string
  readonly #anchors = new Map<string, TreeNode>()
  #broken = false

  constructor(yaml: Yaml, text: string) {
    this.#yaml = yaml
    this.#text = text
  }

  document(document: Parsed): TreeNode {
    this.#anchors.clear()
    this.#broken = document.errors.length > 0
    return this.#node(document.contents, { start: document.range[0], end: document.range[1] })
  }

  #node(node: unknown, where: TextRange): TreeNode {
    if (this.#yaml.isAlias(node)) return this.#alias(node, ownRange(node, where))
    if (!this.#yaml.isMap(node) && !this.#yaml.isSeq(node) && !this.#yaml.isScalar(node)) return nothingAt(where)
    const result = this.#content(node, ownRange(node, where))
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, result)
    return result
  }

  #content(node: YAMLMap | YAMLSeq | YamlScalar, range: TextRange): TreeNode {
    if (this.#yaml.isMap(node))
      return { kind: 'map', ...range, entries: node.items.map((pair) => this.#entry(pair, range, node.flow === true)) }
    if (this.#yaml.isSeq(node))
      return { kind: 'list', ...range, items: node.items.map((item) => this.#node(item, range)) }
    return { kind: 'scalar', ...range, value: scalarOf(node.value), quoted: isQuoted(node) }
  }

  #alias(node: Alias, range: TextRange): TreeNode {
    const target = this.#anchors.get(node.source)
    return { kind: 'alias', ...range, name: node.source, ...(target === undefined ? {} : { target }) }
  }

  #entry(pair: Pair, container: TextRange, flow: boolean): Entry {
    const at = this.#yaml.isNode(pair.key) ? ownRange(pair.key, container) : emptyAt(container.start)
    const value = this.#node(pair.value, emptyAt(at.end))
    return { key: this.#key(pair, at, flow), keyStart: at.start, keyEnd: at.end, value }
  }

  #key({ key, value }: Pair, at: TextRange, flow: boolean): string {
    const source = this.#text.slice(at.start, at.end)
    if (!this.#yaml.isScalar(key)) return source
    if (typeof key.value !== 'string') return key.source ?? ''
    // One that is folded from several lines, has lost its colon, or stands in quotes where the syntax is broken, may be a
    // value; nobody may take it for a name.
    if (this.#broken && (value === null || (!flow && key.type !== 'PLAIN'))) return `${source}\n`
    return key.type === 'PLAIN' && source.includes('\n') ? source : key.value
  }
}

const nothingAt = (range: TextRange): TreeNode => ({ kind: 'scalar', ...range, value: null, quoted: false })

const emptyAt = (offset: number): TextRange => ({ start: offset, end: offset })

/** The range of the value itself, without what follows it on its line. */
const ownRange = (node: Node, otherwise: TextRange): TextRange =>
  node.range ? { start: node.range[0], end: node.range[1] } : otherwise

const isQuoted = (node: YamlScalar): boolean => node.type !== undefined && node.type !== 'PLAIN'

const scalarOf = (value: unknown): Scalar => {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return smallest(value)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return String(value)
}
