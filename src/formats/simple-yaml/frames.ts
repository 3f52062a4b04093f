import type { Entry, ListNode, MapNode, TreeNode } from '../tree.ts'
import { giveUp } from './not-simple.ts'

/** A key whose value has not begun. */
export interface PendingKey {
  readonly key: string
  readonly keyStart: number
  readonly keyEnd: number
  /** Where the value stands if there is none. */
  readonly at: number
  /** A comment follows the key. */
  commented: boolean
}

/** Blank lines, comments and indentation behind the last value, which belong to it, to its container or to none. */
interface Trail {
  end: number
  /** The deepest indentation of a comment; -1 without one. */
  comment: number
}

/** Containers deeper than this are left to the package, which says where too deep is. */
const deepest = 100

/** A container whose end has not been reached, and what stands behind its last value. */
export class Frame {
  readonly isList: boolean
  readonly indent: number
  pending: PendingKey | undefined
  readonly #start: number
  readonly #entries: Entry[] = []
  readonly #items: TreeNode[] = []
  #end = 0
  /** The last value takes in comments that are indented deeper than the container. */
  #takesComments = false
  #trail: Trail | undefined

  constructor(isList: boolean, indent: number, start: number) {
    this.isList = isList
    this.indent = indent
    this.#start = start
  }

  /** Begins the next item. */
  next(): void {
    this.#trail = undefined
    this.#finishPending()
  }

  /** Adds a value, after which the text goes on at `end`. */
  add(value: TreeNode, end: number, takesComments: boolean): void {
    if (this.isList) this.#items.push(value)
    else this.#entries.push(this.#entryOf(value))
    this.pending = undefined
    this.#end = end
    this.#takesComments = takesComments
  }

  /** Goes past blank space up to `end`. */
  blank(end: number): void {
    if (this.pending !== undefined) return
    this.#trail ??= { end, comment: -1 }
    this.#trail.end = end
  }

  /** Goes past a line that is a comment. */
  comment(indent: number, end: number): void {
    if (this.pending !== undefined) {
      this.pending.commented = true
      return
    }
    const alone = this.#trail === undefined || this.#trail.comment === -1
    if (alone && indent > this.indent && this.#takesComments) {
      this.#end = end
      this.#trail = undefined
      return
    }
    this.#trail = { end, comment: Math.max(this.#trail?.comment ?? -1, indent) }
  }

  /** Ends the container as the value of `parent`, to which falls what stands behind it unless a comment is as deep as it. */
  close(parent: Frame | undefined): MapNode | ListNode {
    if (this.pending?.commented === true) giveUp()
    this.#finishPending()
    const range = { start: this.#start, end: this.#end }
    const node: MapNode | ListNode = this.isList
      ? { kind: 'list', ...range, items: this.#items }
      : { kind: 'map', ...range, entries: this.#entries }
    const trail = this.#trail
    const keeps = trail !== undefined && this.indent > 0 && trail.comment >= this.indent
    parent?.add(node, keeps ? trail.end : this.#end, false)
    if (parent !== undefined && trail !== undefined && !keeps) parent.#trail = trail
    return node
  }

  #entryOf(value: TreeNode): Entry {
    const { key, keyStart, keyEnd } = this.pending ?? giveUp()
    return { key, keyStart, keyEnd, value }
  }

  #finishPending(): void {
    if (this.pending === undefined) return
    const { at } = this.pending
    this.add({ kind: 'scalar', start: at, end: at, value: null, quoted: false }, at, false)
  }
}

/** The open containers, outermost first. */
export class Frames {
  readonly #stack: Frame[] = []

  get top(): Frame | undefined {
    return this.#stack.at(-1)
  }

  open(isList: boolean, indent: number, start: number): void {
    if (this.#stack.length >= deepest) giveUp()
    this.#stack.push(new Frame(isList, indent, start))
  }

  /** Ends the innermost container. */
  close(): TreeNode {
    const frame = this.#stack.pop() ?? giveUp()
    return frame.close(this.#stack.at(-1))
  }

  /** Ends all of them and answers the outermost. */
  closeAll(): TreeNode {
    let node = this.close()
    while (this.#stack.length > 0) node = this.close()
    return node
  }

  /** Makes the container of an item or key at this indentation the innermost. */
  settle(isList: boolean, indent: number, start: number): void {
    let top = this.top ?? giveUp()
    while (indent < top.indent || (indent === top.indent && top.isList && !isList)) {
      this.close()
      top = this.top ?? giveUp()
    }
    const aside = indent === top.indent && isList !== top.isList
    if (top.pending !== undefined && (indent > top.indent || aside)) this.open(isList, indent, start)
    else if (indent > top.indent || aside) giveUp()
    else top.next()
  }
}
