import type { Guard, Trigger } from '../../model/rule.ts'
import { type Automaton, buildAutomaton } from './automaton.ts'

/** Everything the kernel reads while it scans, as it lies in memory. Numbers are little-endian. */
export interface Image {
  /** From address 0. */
  readonly bytes: Uint8Array
  /** Set in the states that end a keyword. */
  readonly flag: number
  readonly endings: number
  readonly rowBytes: number
  /** Bytes of the longest keyword. */
  readonly longest: number
  /** The most pairs that one byte can bring. */
  readonly mostPairs: number
  /** Ids of triggers, in the order of their numbers. */
  readonly triggers: readonly string[]
}

/** Where a guard's tables lie. */
export interface GuardPlace {
  readonly classes: number
  readonly table: number
}

/** An image that was just made. */
export interface FreshImage extends Image {
  readonly guards: ReadonlyMap<Guard, GuardPlace>
}

/** Class of each byte, times four. */
export const classesAt = 1024
/** One u32 a class and state: offset of the next row. */
export const nextAt = 2048
/** Length, trigger; classes, table, width and start of the guard, 0 where there is none. */
export const entryWords = 6
/** Bytes that a guard reads before it lets a keyword stand, as in `assembly/kernel.ts`: time is bounded by it. */
export const mostRead = 256

interface Entry {
  readonly length: number
  readonly trigger: number
  readonly guard: Guard | undefined
  readonly start: number
}

const entriesByKeyword = (triggers: readonly Trigger[]): Map<string, Entry[]> => {
  const entries = new Map<string, Entry[]>()
  for (const [trigger, { keywords, guard }] of triggers.entries()) {
    for (const [index, keyword] of keywords.entries()) {
      const entry = { length: keyword.length, trigger, guard, start: guard?.starts[index] ?? 1 }
      const others = entries.get(keyword)
      if (others === undefined) entries.set(keyword, [entry])
      else others.push(entry)
    }
  }
  return entries
}

const aligned = (address: number): number => (address + 3) & ~3

const powerAtLeast = (size: number): number => {
  let power = 4
  while (power < size) power *= 2
  return power
}

/** Hands out addresses, first in the gap between the silent rows and the flag, then behind everything. */
const allocator = (from: number, gapEnd: number, after: number) => {
  let gap = aligned(from)
  let end = aligned(after)
  return {
    take: (size: number): number => {
      if (gap + size <= gapEnd) {
        const address = gap
        gap = aligned(gap + size)
        return address
      }
      const address = end
      end = aligned(end + size)
      return address
    },
    end: () => end,
  }
}

const writeRows = (words: Uint32Array, { next, width, states, firstEnding }: Automaton, flag: number): void => {
  const rowBytes = width * 4
  const offsetOf = (state: number): number =>
    state < firstEnding ? state * rowBytes : flag + (state - firstEnding) * rowBytes
  const offsets = Uint32Array.from({ length: states }, (_, state) => offsetOf(state))
  for (let state = 0; state < states; state++) {
    const row = (nextAt + (offsets[state] as number)) >> 2
    for (let symbol = 0; symbol < width; symbol++) {
      words[row + symbol] = offsets[next[state * width + symbol] as number] as number
    }
  }
}

/** Lays out the automaton over all keywords, what each of its ends means, and the guards. */
export const buildImage = (triggers: readonly Trigger[]): FreshImage => {
  const byKeyword = entriesByKeyword(triggers)
  const keywords = [...byKeyword.keys()]
  const automaton = buildAutomaton(keywords)
  const { width, firstEnding, endings } = automaton
  const rowBytes = width * 4
  // No silent row reaches it, and no ending row goes beyond the bits below it.
  const flag = powerAtLeast(Math.max(firstEnding, endings.length) * rowBytes)
  const rowsEnd = nextAt + flag + endings.length * rowBytes
  const space = allocator(nextAt + firstEnding * rowBytes, nextAt + flag, rowsEnd)
  const guards = new Map<Guard, GuardPlace>()
  for (const { guard } of triggers) {
    if (guard === undefined || guards.has(guard)) continue
    guards.set(guard, { classes: space.take(guard.classes.length), table: space.take(guard.table.length * 2) })
  }
  const lists = endings.map((words) => words.flatMap((word) => byKeyword.get(keywords[word] ?? '') ?? []))
  const endingsAt = space.take(endings.length * 4)
  const listsAt = lists.map((list) => space.take(4 + list.length * entryWords * 4))
  const bytes = new Uint8Array(aligned(space.end()))
  const words = new Uint32Array(bytes.buffer)
  bytes.set(
    automaton.classes.map((symbol) => symbol * 4),
    classesAt,
  )
  writeRows(words, automaton, flag)
  for (const [guard, { classes, table }] of guards) {
    bytes.set(guard.classes, classes)
    new Uint16Array(bytes.buffer, table, guard.table.length).set(guard.table)
  }
  for (const [index, list] of lists.entries()) {
    const at = listsAt[index] ?? 0
    words[(endingsAt >> 2) + index] = at
    words[at >> 2] = list.length
    for (const [place, { length, trigger, guard, start }] of list.entries()) {
      const address = guard === undefined ? undefined : guards.get(guard)
      const entry = [length, trigger, address?.classes ?? 0, address?.table ?? 0, guard?.width ?? 0, start]
      words.set(entry, (at >> 2) + 1 + place * entryWords)
    }
  }
  return {
    bytes,
    flag,
    endings: endingsAt,
    rowBytes,
    longest: Math.max(0, ...keywords.map((keyword) => keyword.length)),
    mostPairs: Math.max(1, ...lists.map((list) => list.length)),
    triggers: triggers.map(({ id }) => id),
    guards,
  }
}
