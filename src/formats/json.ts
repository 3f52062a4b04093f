import type { JSONScanner } from 'jsonc-parser'
import { maxDepth, maxTokens, tooDeep, tooLong, tooMany } from './limits.ts'
import type { Entry, Problem, Scalar, TextRange, Tree, TreeNode } from './tree.ts'

/** Numbers of `SyntaxKind` in jsonc-parser, a const enum that cannot be read under `isolatedModules`. */
const kind = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineBreak: 14,
  space: 15,
  end: 17,
} as const

/** Reads strict JSON: no comments, no trailing commas. Duplicate keys and bytes after the root are kept. */
export const parseJson = async (text: string): Promise<Tree> => {
  const refusal = tooLong(text)
  if (refusal !== undefined) return refusal
  const { createScanner } = await import('jsonc-parser')
  return new Reader(createScanner(text, false), text).tree()
}

class Reader {
  readonly #scanner: JSONScanner
  readonly #text: string
  #problem: Problem | undefined
  #tokens = 0

  constructor(scanner: JSONScanner, text: string) {
    this.#scanner = scanner
    this.#text = text
  }

  tree(): Tree {
    this.#scanner.setPosition(this.#text.startsWith('\uFEFF') ? 1 : 0)
    this.#next()
    const root = this.#value(0)
    const trailing = this.#trailing()
    return {
      documents: [root],
      problems: this.#problem === undefined ? [] : [this.#problem],
      comments: [],
      ...(trailing === undefined ? {} : { trailing }),
    }
  }

  /** The current token is the first one after the root. */
  #trailing(): TextRange | undefined {
    if (this.#problem !== undefined || this.#kind() === kind.end) return undefined
    return { start: this.#start(), end: this.#text.trimEnd().length }
  }

  #value(depth: number): TreeNode {
    if (depth > maxDepth) return this.#fail(tooDeep)
    switch (this.#kind()) {
      case kind.openBrace:
        return this.#object(depth)
      case kind.openBracket:
        return this.#array(depth)
      case kind.string:
      case kind.number:
      case kind.true:
      case kind.false:
      case kind.null:
        return this.#scalar()
      default:
        return this.#fail('a value is expected here')
    }
  }

  #object(depth: number): TreeNode {
    const start = this.#start()
    const entries: Entry[] = []
    this.#next()
    while (this.#kind() === kind.string) {
      entries.push(this.#entry(depth))
      if (!this.#comma(kind.string, 'a key is expected here')) break
    }
    return { kind: 'map', start, end: this.#close(kind.closeBrace), entries }
  }

  #entry(depth: number): Entry {
    const key = this.#string()
    const keyStart = this.#start()
    const keyEnd = this.#end()
    this.#next()
    if (this.#kind() === kind.colon) this.#next()
    else this.#fail('a colon is expected here')
    return { key, keyStart, keyEnd, value: this.#value(depth + 1) }
  }

  #array(depth: number): TreeNode {
    const start = this.#start()
    const items: TreeNode[] = []
    this.#next()
    while (this.#kind() !== kind.closeBracket && this.#kind() !== kind.end) {
      items.push(this.#value(depth + 1))
      if (this.#kind() !== kind.comma) break
      this.#next()
      if (this.#kind() === kind.closeBracket) this.#fail('a value is expected here')
    }
    return { kind: 'list', start, end: this.#close(kind.closeBracket), items }
  }

  /** Steps over a comma; true when what must follow it does follow. */
  #comma(following: number, complaint: string): boolean {
    if (this.#kind() !== kind.comma) return false
    this.#next()
    if (this.#kind() === following) return true
    this.#fail(complaint)
    return false
  }

  /** The end offset of a container whose closing token must be the current one. */
  #close(closing: number): number {
    if (this.#kind() !== closing) this.#fail('a comma or a closing bracket is expected here')
    const end = this.#end()
    this.#next()
    return end
  }

  #scalar(): TreeNode {
    const node: TreeNode = {
      kind: 'scalar',
      start: this.#start(),
      end: this.#end(),
      value: this.#decoded(),
      quoted: this.#kind() === kind.string,
    }
    this.#next()
    return node
  }

  #decoded(): Scalar {
    switch (this.#kind()) {
      case kind.string:
        return this.#string()
      case kind.number:
        return this.#number()
      case kind.null:
        return null
      default:
        return this.#kind() === kind.true
    }
  }

  #string(): string {
    if (this.#scanner.getTokenError() !== 0) this.#fail('a malformed string')
    return this.#scanner.getTokenValue()
  }

  #number(): number | bigint {
    if (this.#scanner.getTokenError() !== 0) this.#fail('a malformed number')
    const source = this.#scanner.getTokenValue()
    const value = Number(source)
    return /^-?\d+$/.test(source) && !Number.isSafeInteger(value) ? BigInt(source) : value
  }

  #kind(): number {
    return this.#problem === undefined ? this.#scanner.getToken() : kind.end
  }

  #start(): number {
    return this.#scanner.getTokenOffset()
  }

  #end(): number {
    return this.#scanner.getTokenOffset() + this.#scanner.getTokenLength()
  }

  #next(): void {
    if (this.#problem !== undefined) return
    let token: number
    do token = this.#scanner.scan()
    while (token === kind.lineBreak || token === kind.space)
    this.#tokens += 1
    if (this.#tokens > maxTokens) this.#fail(tooMany)
  }

  /** Remembers the first problem; from then on every token reads as the end of the text. */
  #fail(message: string): TreeNode {
    const start = this.#start()
    const end = this.#end()
    this.#problem ??= { message, start, end }
    return { kind: 'scalar', start, end, value: null, quoted: false }
  }
}
