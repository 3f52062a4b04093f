/**
 * Aho–Corasick over bytes, ASCII letters compared without case (A. V. Aho, M. J. Corasick, "Efficient string
 * matching", 1975). Rows are pre-multiplied by the number of byte classes, and states that end a keyword are
 * numbered last, so that the inner loop is one table read and one comparison.
 */
export interface Automaton {
  readonly keywords: readonly string[]
  readonly classes: Uint8Array
  readonly next: Int32Array
  readonly firstEnding: number
  readonly endings: ReadonlyMap<number, readonly number[]>
}

const fold = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)

const byteClasses = (keywords: readonly Uint8Array[]): { classes: Uint8Array; count: number } => {
  const folded = new Uint8Array(256)
  let count = 1
  for (const byte of keywords.flatMap((keyword) => [...keyword])) if (folded[byte] === 0) folded[byte] = count++
  const classes = Uint8Array.from({ length: 256 }, (_, byte) => folded[fold(byte)] ?? 0)
  return { classes, count }
}

interface Node {
  readonly children: Map<number, Node>
  readonly words: number[]
  fail?: Node
  id: number
}

const newNode = (): Node => ({ children: new Map(), words: [], id: 0 })

const trieOf = (keywords: readonly Uint8Array[], classes: Uint8Array): Node => {
  const root = newNode()
  for (const [word, keyword] of keywords.entries()) {
    let node = root
    for (const byte of keyword) {
      const symbol = classes[byte] ?? 0
      const child = node.children.get(symbol) ?? newNode()
      node.children.set(symbol, child)
      node = child
    }
    node.words.push(word)
  }
  return root
}

/** Breadth first, with failure links set and the words of suffixes inherited. */
const linked = (root: Node): Node[] => {
  const order = [root]
  for (const node of order) {
    for (const [symbol, child] of node.children) {
      let fail = node.fail
      while (fail !== undefined && !fail.children.has(symbol)) fail = fail.fail
      child.fail = fail?.children.get(symbol) ?? root
      child.words.push(...child.fail.words)
      order.push(child)
    }
  }
  return order
}

const numbered = (order: readonly Node[], count: number): number => {
  const silent = order.filter((node) => node.words.length === 0)
  const ending = order.filter((node) => node.words.length > 0)
  for (const [index, node] of [...silent, ...ending].entries()) node.id = index * count
  return silent.length * count
}

/** Builds the automaton for lower-case ASCII `keywords`. */
export const buildAutomaton = (keywords: readonly string[]): Automaton => {
  const words = keywords.map((keyword) => Buffer.from(keyword, 'latin1'))
  const { classes, count } = byteClasses(words)
  const order = linked(trieOf(words, classes))
  const firstEnding = numbered(order, count)
  const next = new Int32Array(order.length * count)
  for (const node of order) {
    if (node.fail !== undefined) next.copyWithin(node.id, node.fail.id, node.fail.id + count)
    for (const [symbol, child] of node.children) next[node.id + symbol] = child.id
  }
  const endings = new Map(order.filter((node) => node.words.length > 0).map((node) => [node.id, node.words]))
  return { keywords, classes, next, firstEnding, endings }
}

/** Ascending byte offsets of each keyword that stands in `bytes`. */
export const findKeywords = (automaton: Automaton, bytes: Uint8Array): Map<string, number[]> => {
  const { keywords, classes, next, firstEnding, endings } = automaton
  const found = new Map<string, number[]>()
  let state = 0
  for (let offset = 0; offset < bytes.length; offset++) {
    state = next[state + (classes[bytes[offset] as number] as number)] as number
    if (state < firstEnding) continue
    for (const word of endings.get(state) ?? []) {
      const keyword = keywords[word] ?? ''
      const offsets = found.get(keyword)
      const start = offset + 1 - keyword.length
      if (offsets === undefined) found.set(keyword, [start])
      else offsets.push(start)
    }
  }
  return found
}
