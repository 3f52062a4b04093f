import { maxDepth, maxLength, maxTokens, tooDeep, tooMany } from './limits.ts'
import type { NixToken } from './nix-token.ts'
import { nixTokens } from './nix-tokens.ts'
import type { NixBinding, NixKey, NixNode, NixText, NixTree } from './nix-tree.ts'

/**
 * Reads a Nix file as far as its structure goes, without precedence of operators. Never throws: what is not Nix is
 * stepped over, and a text too long or nested too deep is a problem.
 */
export const parseNix = (text: string): NixTree =>
  text.length > maxLength ? gaveUp('larger than 8 MiB, the limit for reading structure') : new Reader(text).tree()

const gaveUp = (message: string): NixTree => ({ roots: [], problem: { message, start: 0, end: 0 } })

const keywords: ReadonlySet<string> = new Set(['let', 'in', 'with', 'assert', 'if', 'then', 'else', 'rec', 'inherit'])
const binary: ReadonlySet<string> = new Set('== != < > <= >= && || -> // ++ + - * / |> <| ?'.split(' '))

class Reader {
  readonly #text: string
  readonly #tokens: readonly NixToken[]
  readonly #cut: boolean
  #at = 0
  #depth = 0
  #deep = false

  constructor(text: string) {
    this.#text = text
    const tokens = nixTokens(text)
    this.#tokens = tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment')
    this.#cut = tokens.length > maxTokens
  }

  tree(): NixTree {
    const roots: NixNode[] = []
    while (this.#at < this.#tokens.length) roots.push(this.#advancing(() => this.#expression()))
    if (!this.#deep && !this.#cut) return { roots }
    return { roots, problem: { message: this.#deep ? tooDeep : tooMany, start: 0, end: 0 } }
  }

  /** Reads something, or steps over one token where nothing begins. */
  #advancing<T>(read: () => T): T {
    const before = this.#at
    const result = read()
    if (this.#at === before) this.#at++
    return result
  }

  /** Runs `read` one level down; too deep, everything that is left is given up. */
  #nested(read: () => NixNode): NixNode {
    if (this.#depth >= maxDepth) {
      this.#deep = true
      this.#at = this.#tokens.length
      return this.#nothing()
    }
    this.#depth++
    const node = read()
    this.#depth--
    return node
  }

  #kind(ahead = 0): NixToken['kind'] | undefined {
    return this.#tokens[this.#at + ahead]?.kind
  }

  /** The text of a name or an operator; empty for any other token, so that no string is taken for code. */
  #word(ahead = 0): string {
    const token = this.#tokens[this.#at + ahead]
    if (token === undefined || (token.kind !== 'name' && token.kind !== 'operator')) return ''
    return this.#text.slice(token.start, token.end)
  }

  #accept(word: string): boolean {
    if (this.#word() !== word) return false
    this.#at++
    return true
  }

  #start(): number {
    return this.#tokens[this.#at]?.start ?? this.#text.length
  }

  /** Where the last token that was read ends. */
  #end(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0
  }

  #nothing(): NixNode {
    const start = this.#start()
    return { kind: 'other', start, end: start }
  }

  #expression(): NixNode {
    return this.#nested(() => {
      const word = this.#word()
      if (word === 'let' && this.#word(1) !== '{') return this.#let()
      if (word === 'with' || word === 'assert') return this.#scoped()
      if (word === 'if') return this.#if()
      if (this.#beginsLambda()) return this.#lambda()
      return this.#operation()
    })
  }

  #let(): NixNode {
    const start = this.#start()
    this.#at++
    const bindings = this.#bindings('in')
    return { kind: 'let', start, bindings, body: this.#expression(), end: this.#end() }
  }

  #scoped(): NixNode {
    const start = this.#start()
    this.#at++
    const scope = this.#expression()
    this.#accept(';')
    return { kind: 'scoped', start, scope, body: this.#expression(), end: this.#end() }
  }

  #if(): NixNode {
    const start = this.#start()
    this.#at++
    const condition = this.#expression()
    this.#accept('then')
    const yes = this.#expression()
    this.#accept('else')
    return { kind: 'if', start, condition, yes, no: this.#expression(), end: this.#end() }
  }

  #beginsLambda(): boolean {
    const next = this.#word(1)
    if (this.#kind() === 'name' && !keywords.has(this.#word())) return next === ':' || next === '@'
    if (this.#word() !== '{') return false
    if (next === '}') return this.#word(2) === ':' || this.#word(2) === '@'
    return next === '...' || (this.#kind(1) === 'name' && [',', '?', '}'].includes(this.#word(2)))
  }

  #lambda(): NixNode {
    const start = this.#start()
    const bindings: NixBinding[] = []
    while (this.#at < this.#tokens.length && !this.#accept(':')) {
      if (this.#accept('{')) bindings.push(...this.#formals())
      else this.#at++
    }
    return { kind: 'lambda', start, bindings, body: this.#expression(), end: this.#end() }
  }

  #formals(): NixBinding[] {
    const bindings: NixBinding[] = []
    while (this.#at < this.#tokens.length && !this.#accept('}')) {
      const key = this.#key()
      if (key === undefined) this.#at++
      else if (this.#accept('?'))
        bindings.push({ start: key.start, keys: [key], value: this.#expression(), end: this.#end() })
    }
    return bindings
  }

  #operation(): NixNode {
    const start = this.#start()
    const operands: NixNode[] = []
    const operators: string[] = []
    for (;;) {
      while (this.#accept('-') || this.#accept('!'));
      operands.push(this.#application())
      const operator = this.#word()
      if (!binary.has(operator)) break
      operators.push(operator)
      this.#at++
    }
    const [only] = operands
    if (operators.length === 0 && only !== undefined) return only
    return { kind: 'operation', start, operands, operators, end: this.#end() }
  }

  #application(): NixNode {
    // `let { … }` is a set, as `rec { … }` is.
    const isLet = this.#word() === 'let' && this.#word(1) !== '{'
    if (isLet || ['with', 'assert', 'if'].includes(this.#word()) || this.#beginsLambda()) return this.#expression()
    const start = this.#start()
    const of = this.#selection()
    const args: NixNode[] = []
    while (this.#beginsOperand()) args.push(this.#selection())
    return args.length === 0 ? of : { kind: 'call', start, of, args, end: this.#end() }
  }

  #beginsOperand(): boolean {
    const word = this.#word()
    switch (this.#kind()) {
      case 'name':
        return word === 'rec' || !keywords.has(word)
      case 'operator':
        return word === '(' || word === '[' || word === '{'
      case 'open-quote':
      case 'path':
      case 'search-path':
      case 'uri':
      case 'number':
        return true
      default:
        return false
    }
  }

  #selection(): NixNode {
    const start = this.#start()
    const of = this.#simple()
    const keys: NixKey[] = []
    const inner: NixNode[] = []
    while (this.#accept('.')) {
      const key = this.#key(inner)
      if (key !== undefined) keys.push(key)
    }
    if (keys.length === 0) return of
    const fallback = this.#accept('or') ? this.#nested(() => this.#selection()) : undefined
    return { kind: 'select', start, of, keys, inner, ...(fallback === undefined ? {} : { fallback }), end: this.#end() }
  }

  #simple(): NixNode {
    const kind = this.#kind()
    if (kind === 'open-quote') return this.#string()
    if (kind === 'path') return this.#path()
    const word = this.#word()
    if (word === '(') return this.#parenthesis()
    if (word === '[') return this.#list()
    if (word === '{') return this.#set()
    if (word === 'rec' || word === 'let') {
      this.#at++
      return this.#word() === '{' ? this.#set() : this.#nothing()
    }
    if (!this.#beginsOperand()) return this.#nothing()
    const start = this.#start()
    this.#at++
    return kind === 'name' ? { kind, start, name: word, end: this.#end() } : { kind: 'other', start, end: this.#end() }
  }

  #parenthesis(): NixNode {
    this.#at++
    const node = this.#expression()
    while (this.#at < this.#tokens.length && !this.#accept(')')) {
      if (this.#closes()) break
      this.#at++
    }
    return node
  }

  /** A sign that ends something around, which a missing parenthesis must not take with it. */
  #closes(): boolean {
    return [';', '}', ']'].includes(this.#word())
  }

  #list(): NixNode {
    const start = this.#start()
    this.#at++
    const items: NixNode[] = []
    while (this.#at < this.#tokens.length && !this.#accept(']')) {
      if (this.#word() === ';' || this.#word() === '}') break
      items.push(this.#advancing(() => this.#nested(() => this.#selection())))
    }
    return { kind: 'list', start, items, end: this.#end() }
  }

  #set(): NixNode {
    return this.#nested(() => {
      const start = this.#start()
      this.#at++
      return { kind: 'set', start, bindings: this.#bindings('}'), end: this.#end() }
    })
  }

  #bindings(close: string): NixBinding[] {
    const bindings: NixBinding[] = []
    while (this.#at < this.#tokens.length && !this.#accept(close)) {
      if (close === 'in' && this.#word() === '}') break
      const binding = this.#word() === 'inherit' ? this.#inherit() : this.#binding()
      if (binding !== undefined) bindings.push(binding)
    }
    return bindings
  }

  #inherit(): NixBinding | undefined {
    const start = this.#start()
    this.#at++
    const value = this.#word() === '(' ? this.#parenthesis() : undefined
    while (this.#key() !== undefined);
    this.#accept(';')
    return value === undefined ? undefined : { start, keys: [], value, end: this.#end() }
  }

  #binding(): NixBinding | undefined {
    const start = this.#start()
    const keys = this.#keys()
    if (!this.#accept('=')) {
      if (this.#start() === start) this.#at++
      return undefined
    }
    const value = this.#expression()
    this.#accept(';')
    return { start, keys, value, end: this.#end() }
  }

  #keys(): NixKey[] {
    const keys: NixKey[] = []
    for (;;) {
      const key = this.#key()
      if (key === undefined) return keys
      keys.push(key)
      if (!this.#accept('.')) return keys
    }
  }

  /** `name`, `"name"` or `${…}`; what is worked out is added to `inner`. */
  #key(inner: NixNode[] = []): NixKey | undefined {
    const start = this.#start()
    if (this.#kind() === 'name') {
      const name = this.#word()
      this.#at++
      return { start, name, end: this.#end() }
    }
    if (this.#kind() === 'open-quote') {
      const { parts } = this.#string()
      const [first] = parts
      inner.push(...parts.filter((part) => part.kind !== 'text'))
      const plain = parts.length === 0 ? '' : parts.length === 1 && first?.kind === 'text' ? first.raw : undefined
      return { start, name: plain, end: this.#end() }
    }
    if (this.#kind() !== 'interpolation') return undefined
    inner.push(this.#interpolated())
    return { start, name: undefined, end: this.#end() }
  }

  #string(): NixNode & { kind: 'string' } {
    const start = this.#start()
    this.#at++
    const parts: (NixText | NixNode)[] = []
    for (let kind = this.#kind(); kind === 'text' || kind === 'interpolation'; kind = this.#kind())
      parts.push(this.#part())
    if (this.#kind() === 'close-quote') this.#at++
    return { kind: 'string', start, parts, end: this.#end() }
  }

  #path(): NixNode {
    const start = this.#start()
    const parts: (NixText | NixNode)[] = [this.#part()]
    for (let end = this.#end(); this.#start() === end; end = this.#end()) {
      if (this.#kind() !== 'path' && this.#kind() !== 'interpolation') break
      parts.push(this.#part())
    }
    return { kind: 'path', start, parts, end: this.#end() }
  }

  #part(): NixText | NixNode {
    if (this.#kind() === 'interpolation') return this.#interpolated()
    const start = this.#start()
    this.#at++
    const end = this.#end()
    return { kind: 'text', start, raw: this.#text.slice(start, end), end }
  }

  #interpolated(): NixNode {
    this.#at++
    const node = this.#expression()
    while (this.#at < this.#tokens.length && !this.#accept('}')) {
      // In a string that is all code of it that there can be.
      if (this.#kind() === 'text' || this.#kind() === 'close-quote') break
      this.#at++
    }
    return node
  }
}
