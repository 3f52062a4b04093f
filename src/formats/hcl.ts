import { escapeAt, HclScanner } from './hcl-scanner.ts'
import type { HclEntry, HclExpression, HclFile, HclItem, HclNode, HclText } from './hcl-tree.ts'
import { maxDepth, maxLength, tooDeep } from './limits.ts'
import type { Problem } from './tree.ts'

/**
 * Reads HCL as far as its structure goes, without precedence of operators. Never throws: what is not HCL is stepped
 * over, and a text too long or nested too deep is a problem.
 */
export const parseHcl = (text: string): HclFile => {
  if (text.length > maxLength) return { body: [], problem: tooLarge }
  const reader = new Reader(text, 0, text.length)
  const body = reader.file()
  return { body, ...reader.problem() }
}

/** Reads one expression between two offsets: JSON, too, even where templates or comments stand in it. */
export const parseHclExpression = (text: string, start: number, end: number): HclExpression => {
  if (end - start > maxLength) return { node: { kind: 'other', start, end }, problem: tooLarge }
  const reader = new Reader(text, start, end)
  const node = reader.only()
  return { node, ...reader.problem() }
}

const tooLarge: Problem = { message: 'larger than 8 MiB, the limit for reading structure', start: 0, end: 0 }

const identifier = /[\p{L}_][\p{L}\p{N}_-]*/uy
const ordinary = /[^"\\\n$%]+/y
const number = /\d[\w.+]*/y
const operator = /==|!=|<=|>=|&&|\|\||=>|[<>+*/%-]/y
const heredocHead = /<<-?([\p{L}_][\p{L}\p{N}_-]*)[^\S\n]*\n/uy

class Reader {
  readonly #scan: HclScanner
  #depth = 0
  #deep = false
  /** Within brackets a line end is a blank like any other. */
  #brackets = 0

  constructor(text: string, start: number, end: number) {
    this.#scan = new HclScanner(text, start, end)
  }

  problem(): { problem?: Problem } {
    return this.#deep ? { problem: { message: tooDeep, start: 0, end: 0 } } : {}
  }

  file(): readonly HclEntry[] {
    const entries: HclEntry[] = []
    while (!this.#scan.atEnd()) {
      entries.push(...this.#body())
      this.#scan.accept('}')
    }
    return entries
  }

  only(): HclNode {
    this.#brackets++
    return this.#expression()
  }

  #blanks(): void {
    this.#scan.blanks(this.#brackets > 0)
  }

  /** Runs `read` one level down; too deep, everything that is left is given up. */
  #nested<T>(read: () => T, nothing: T): T {
    if (this.#depth >= maxDepth) {
      this.#deep = true
      this.#scan.giveUp()
      return nothing
    }
    this.#depth++
    const result = read()
    this.#depth--
    return result
  }

  #nothing(): HclNode {
    return { kind: 'other', start: this.#scan.at, end: this.#scan.at }
  }

  /** Attributes and blocks, up to the brace that closes them. */
  #body(): readonly HclEntry[] {
    const outer = this.#brackets
    this.#brackets = 0
    const entries: HclEntry[] = []
    for (;;) {
      this.#scan.blanks(true)
      if (this.#scan.atEnd() || this.#scan.sees('}')) break
      const entry = this.#entry()
      if (entry !== undefined) entries.push(entry)
    }
    this.#brackets = outer
    return entries
  }

  #entry(): HclEntry | undefined {
    const start = this.#scan.at
    const name = this.#label()
    if (name === undefined) {
      this.#scan.skip()
      return undefined
    }
    const nameEnd = this.#scan.at
    this.#blanks()
    if (this.#scan.sees('=') && !this.#scan.sees('==')) {
      this.#scan.skip()
      const value = this.#expression()
      return { kind: 'attribute', start, name, nameEnd, value, end: this.#scan.at }
    }
    return this.#block(start, name, nameEnd)
  }

  #block(start: number, type: string, typeEnd: number): HclEntry | undefined {
    const labels: string[] = []
    let headEnd = typeEnd
    for (let label = this.#label(); label !== undefined; label = this.#label()) {
      labels.push(label)
      headEnd = this.#scan.at
      this.#blanks()
    }
    if (!this.#scan.accept('{')) return undefined
    const body = this.#nested(() => this.#body(), [])
    this.#scan.accept('}')
    return { kind: 'block', start, type, labels, headEnd, body, end: this.#scan.at }
  }

  /** A name, or a string as it stands in the labels of a block. */
  #label(): string | undefined {
    if (!this.#scan.sees('"')) return this.#scan.take(identifier)
    const template = this.#template()
    return textOf(template)
  }

  #expression(): HclNode {
    return this.#nested(() => this.#conditional(), this.#nothing())
  }

  #conditional(): HclNode {
    const condition = this.#operation()
    this.#blanks()
    if (!this.#scan.accept('?')) return condition
    const yes = this.#expression()
    this.#blanks()
    if (!this.#scan.accept(':')) return yes
    const no = this.#expression()
    return { kind: 'choice', start: condition.start, of: [yes, no], end: this.#scan.at }
  }

  #operation(): HclNode {
    this.#blanks()
    const { at: start } = this.#scan
    const first = this.#operand()
    let last = first
    let arrow = false
    for (;;) {
      this.#blanks()
      const sign = this.#scan.take(operator)
      if (sign === undefined) break
      arrow ||= sign === '=>'
      last = this.#operand()
    }
    if (last === first) return first
    const { at: end } = this.#scan
    // Of `{ for … : key => value }` the value.
    return arrow ? { kind: 'choice', start, of: [last], end } : { kind: 'other', start, end }
  }

  #operand(): HclNode {
    this.#blanks()
    while (this.#scan.accept('!') || this.#scan.accept('-')) this.#blanks()
    const node = this.#simple()
    return node.kind === 'name' ? node : this.#selected(node)
  }

  /** What is picked out of a value is not known. */
  #selected(node: HclNode): HclNode {
    const picked = this.#path()
    return picked === '' ? node : { kind: 'other', start: node.start, end: this.#scan.at }
  }

  #simple(): HclNode {
    const { at: start } = this.#scan
    if (this.#scan.sees('"')) return this.#template()
    if (this.#scan.sees('[')) return this.#list()
    if (this.#scan.sees('{')) return this.#object()
    if (this.#scan.sees('(')) return this.#parenthesis()
    if (this.#scan.sees('<<')) return this.#heredoc()
    // A template that stands by itself in JSON: `"Resource": ${jsonencode(…)}`.
    if (this.#scan.sees('${')) return this.#interpolated()
    if (this.#scan.take(number) !== undefined) return { kind: 'other', start, end: this.#scan.at }
    const name = this.#scan.take(identifier)
    return name === undefined ? this.#nothing() : this.#named(start, name)
  }

  #named(start: number, first: string): HclNode {
    let name = first
    while (this.#scan.accept('::')) name += `::${this.#scan.take(identifier) ?? ''}`
    if (this.#scan.sees('(')) {
      const args = this.#nested(() => this.#items('(', ')'), [])
      return this.#selected({ kind: 'call', start, name, args, end: this.#scan.at })
    }
    return { kind: 'name', start, name: name + this.#path(), end: this.#scan.at }
  }

  /** `.name`, `.*` and `[…]`, one behind the other, as far as names go. */
  #path(): string {
    let path = ''
    for (;;) {
      if (this.#scan.sees('.') && !this.#scan.sees('...')) {
        this.#scan.skip()
        path += `.${this.#scan.take(identifier) ?? this.#scan.take(number) ?? (this.#scan.accept('*') ? '*' : '')}`
      } else if (this.#scan.sees('[')) {
        this.#nested(() => this.#items('[', ']'), [])
        path += '[]'
      } else return path
    }
  }

  #list(): HclNode {
    const { at: start } = this.#scan
    const items = this.#nested(() => this.#items('[', ']'), [])
    return { kind: 'list', start, items, end: this.#scan.at }
  }

  /** Expressions between two signs. Of a `for` they are what is gone through and what comes of it. */
  #items(open: string, close: string): readonly HclNode[] {
    this.#scan.accept(open)
    this.#brackets++
    const items: HclNode[] = []
    for (this.#blanks(); !this.#scan.atEnd() && !this.#scan.accept(close); this.#blanks()) {
      if (this.#scan.closes()) break
      const { at: before } = this.#scan
      const item = this.#expression()
      if (this.#scan.at === before) this.#scan.skip()
      else items.push(item)
    }
    this.#brackets--
    return items
  }

  #parenthesis(): HclNode {
    const { at: start } = this.#scan
    const [only, more] = this.#nested(() => this.#items('(', ')'), [])
    return only !== undefined && more === undefined ? only : { kind: 'other', start, end: this.#scan.at }
  }

  #object(): HclNode {
    return this.#nested(() => {
      const { at: start } = this.#scan
      this.#scan.skip()
      this.#brackets++
      const items: HclItem[] = []
      for (this.#blanks(); !this.#scan.atEnd() && !this.#scan.accept('}'); this.#blanks()) {
        if (this.#scan.sees(']') || this.#scan.sees(')')) break
        const item = this.#item()
        if (item !== undefined) items.push(item)
      }
      this.#brackets--
      return { kind: 'object', start, items, end: this.#scan.at }
    }, this.#nothing())
  }

  #item(): HclItem | undefined {
    const { at: keyStart } = this.#scan
    const keyNode = this.#operand()
    const { at: keyEnd } = this.#scan
    if (keyEnd === keyStart) {
      this.#scan.skip()
      return undefined
    }
    this.#blanks()
    if (!this.#scan.accept('=') && !this.#scan.accept(':')) return undefined
    this.#scan.accept('>')
    // The value ends with its line, as an attribute does, unless a bracket or an operator is open.
    const outer = this.#brackets
    this.#scan.blanks(true)
    this.#brackets = 0
    const value = this.#expression()
    this.#brackets = outer
    const isWorkedOut = this.#scan.text[keyStart] === '('
    const key = keyNode.kind === 'name' ? keyNode.name : textOf(keyNode)
    return { key: isWorkedOut ? undefined : key, keyStart, keyEnd, value }
  }

  #template(): HclNode {
    const { at: start } = this.#scan
    this.#scan.skip()
    const parts: (HclText | HclNode)[] = []
    while (!this.#scan.atEnd() && !this.#scan.accept('"')) {
      if (this.#scan.sees('\n')) break
      parts.push(this.#scan.sees('${') || this.#scan.sees('%{') ? this.#interpolated() : this.#text())
    }
    return { kind: 'template', start, parts, end: this.#scan.at }
  }

  #text(): HclText {
    const { at: start } = this.#scan
    let value = ''
    while (!this.#scan.atEnd() && !this.#scan.sees('"') && !this.#scan.sees('\n')) {
      if (this.#scan.sees('${') || this.#scan.sees('%{')) break
      const run = this.#scan.take(ordinary)
      if (run !== undefined) {
        value += run
        continue
      }
      const { read, length } = escapeAt(this.#scan.text, this.#scan.at)
      value += read
      this.#scan.skip(length)
    }
    return { kind: 'text', start, value, end: this.#scan.at }
  }

  #interpolated(): HclNode {
    const { at: start } = this.#scan
    this.#scan.skip(2)
    this.#scan.accept('~')
    const [only, more] = this.#nested(() => this.#items('', '}'), [])
    return only !== undefined && more === undefined ? only : { kind: 'other', start, end: this.#scan.at }
  }

  #heredoc(): HclNode {
    const { at: start } = this.#scan
    const word = this.#scan.takeGroup(heredocHead)
    if (word !== undefined) return { kind: 'heredoc', ...this.#scan.heredoc(word) }
    this.#scan.skip(2)
    return { kind: 'other', start, end: this.#scan.at }
  }
}

/** The text of a string in which nothing is worked out. */
const textOf = (node: HclNode): string | undefined => {
  if (node.kind !== 'template') return undefined
  const [only, more] = node.parts
  if (only === undefined) return ''
  return only.kind === 'text' && more === undefined ? only.value : undefined
}
