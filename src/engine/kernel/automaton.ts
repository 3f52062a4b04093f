/**
 * Aho–Corasick over bytes, ASCII letters compared without case (A. V. Aho, M. J. Corasick, "Efficient string
 * matching", 1975). States that end a keyword are numbered last.
 */
export interface Automaton {
  /** Of each byte; 0 for those in no keyword. */
  readonly classes: Uint8Array
  readonly width: number
  /** `next[state * width + class]`; the start is 0. */
  readonly next: Uint32Array
  readonly states: number
  readonly firstEnding: number
  /** Indexes of the keywords that end at each state from `firstEnding` on. */
  readonly endings: readonly (readonly number[])[]
}

const fold = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)

/** As many as fit into one byte when they are multiplied by four. */
const mostClasses = 64

/** Bytes beyond those that have a class of their own share the last: more is found then, and never less. */
const byteClasses = (keywords: readonly Uint8Array[]): { classes: Uint8Array; width: number } => {
  const folded = new Uint8Array(256)
  let width = 1
  for (const keyword of keywords) {
    for (const byte of keyword) {
      if (folded[byte] !== 0) continue
      folded[byte] = Math.min(width, mostClasses - 1)
      width = Math.min(width + 1, mostClasses)
    }
  }
  const classes = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) classes[byte] = folded[fold(byte)] as number
  return { classes, width }
}

interface Trie {
  /** Children in the order of their making, so that a parent stands before its children; 0 for none. */
  readonly next: Uint32Array
  readonly words: (number[] | undefined)[]
}

const trieOf = (keywords: readonly Uint8Array[], classes: Uint8Array, width: number): Trie => {
  const most = keywords.reduce((sum, keyword) => sum + keyword.length, 1)
  const next = new Uint32Array(most * width)
  const words: (number[] | undefined)[] = [undefined]
  for (const [word, keyword] of keywords.entries()) {
    let state = 0
    for (const byte of keyword) {
      const at = state * width + (classes[byte] as number)
      if (next[at] === 0) next[at] = words.push(undefined) - 1
      state = next[at] as number
    }
    words[state] = [...(words[state] ?? []), word]
  }
  return { next, words }
}

/** Breadth first: missing edges are those of the longest suffix, and its words are inherited. */
const complete = ({ next, words }: Trie, width: number): void => {
  const fail = new Uint32Array(words.length)
  const queue = [0]
  for (const state of queue) {
    const row = state * width
    const suffix = (fail[state] as number) * width
    for (let symbol = 0; symbol < width; symbol++) {
      const child = next[row + symbol] as number
      const other = next[suffix + symbol] as number
      if (child === 0) {
        next[row + symbol] = other
        continue
      }
      fail[child] = state === 0 ? 0 : other
      const inherited = words[fail[child] as number]
      if (inherited !== undefined) words[child] = [...(words[child] ?? []), ...inherited]
      queue.push(child)
    }
  }
}

/** Builds the automaton for lower-case ASCII `keywords`, none of them empty. */
export const buildAutomaton = (keywords: readonly string[]): Automaton => {
  const bytes = keywords.map((keyword) => Buffer.from(keyword, 'latin1'))
  const { classes, width } = byteClasses(bytes)
  const trie = trieOf(bytes, classes, width)
  complete(trie, width)
  const states = trie.words.length
  const silent: number[] = []
  const ending: number[] = []
  for (let state = 0; state < states; state++) (trie.words[state] === undefined ? silent : ending).push(state)
  const order = [...silent, ...ending]
  const number = new Uint32Array(states)
  for (let index = 0; index < states; index++) number[order[index] as number] = index
  const next = new Uint32Array(states * width)
  for (let index = 0; index < states; index++) {
    const row = (order[index] as number) * width
    for (let symbol = 0; symbol < width; symbol++) {
      next[index * width + symbol] = number[trie.next[row + symbol] as number] as number
    }
  }
  return {
    classes,
    width,
    next,
    states,
    firstEnding: silent.length,
    endings: ending.map((state) => trie.words[state] ?? []),
  }
}
