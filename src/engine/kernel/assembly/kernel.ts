// AssemblyScript. The layout of memory is written by `layout.ts`; addresses are bytes.

/** 256 bytes: class of each byte, times four. */
const CLASSES: usize = 1024
/** Rows of the automaton: one u32 a class, the byte offset of the next row; rows that end a keyword carry the flag. */
const NEXT: usize = 2048

/** Four u32: where each lane writes next. */
const CURSORS: usize = 64

/** Lanes are worth their warm-up from here on. */
const SHORT: u32 = 512

/** Bytes that a guard reads before it lets a keyword stand: a line of nothing but keywords is read in time, too. */
const MOST_READ: u32 = 256

let flag: u32 = 0
let endings: usize = 0
let rowBytes: u32 = 0
let longest: u32 = 0
let hits: usize = 0
let laneHits: usize = 0
let out: usize = 0

export function configure(
  flagBit: u32,
  endingsAt: usize,
  bytesOfRow: u32,
  longestKeyword: u32,
  hitsAt: usize,
  bytesOfLaneHits: usize,
  outAt: usize,
): void {
  flag = flagBit
  endings = endingsAt
  rowBytes = bytesOfRow
  longest = longestKeyword
  hits = hitsAt
  laneHits = bytesOfLaneHits
  out = outAt
}

// @ts-expect-error: decorator
@inline
function byte(word: u64, place: u64): u32 {
  return <u32>((word >> (place << 3)) & 255)
}

// @ts-expect-error: decorator
@inline
function step(state: u32, byte: u32): u32 {
  return load<u32>(state + load<u8>(byte, CLASSES), NEXT)
}

/** Writes down one state that ends a keyword. */
function note(lane: usize, position: u32, state: u32): void {
  const at = load<u32>(CURSORS + (lane << 2))
  store<u32>(at, position)
  store<u32>(at, state, 4)
  store<u32>(CURSORS + (lane << 2), at + 8)
}

/** The same for whichever of four states, `apart` bytes from each other, do. */
function notes(sa: u32, sb: u32, sc: u32, sd: u32, position: u32, apart: u32): void {
  if (sa & flag) note(0, position, sa)
  if (sb & flag) note(1, position + apart, sb)
  if (sc & flag) note(2, position + 2 * apart, sc)
  if (sd & flag) note(3, position + 3 * apart, sd)
}

/** The state after the bytes before `at` that a keyword around it can begin in, which are not before `first`. */
function warm(first: u32, at: u32): u32 {
  let from = at > longest ? at - longest : 0
  if (from < first) from = first
  let state: u32 = 0
  for (; from < at; from++) state = step(state, load<u8>(from))
  return state
}

function single(state: u32, from: u32, to: u32, lane: usize): void {
  for (; from < to; from++) {
    state = step(state, load<u8>(from))
    if (state & flag) note(lane, from, state)
  }
}

/** Four lanes of `share` bytes each, a multiple of eight; the state at the end of the last. Unrolled by hand: nobody else does it. */
function lanes(first: u32, a: u32, share: u32): u32 {
  const last = a + share
  const ab = share
  const ac = 2 * share
  const ad = 3 * share
  const mask = flag
  let sa = warm(first, a)
  let sb = warm(first, a + ab)
  let sc = warm(first, a + ac)
  let sd = warm(first, a + ad)
  for (; a < last; a += 8) {
    const wa = load<u64>(a)
    const wb = load<u64>(a + ab)
    const wc = load<u64>(a + ac)
    const wd = load<u64>(a + ad)
    sa = step(sa, byte(wa, 0))
    sb = step(sb, byte(wb, 0))
    sc = step(sc, byte(wc, 0))
    sd = step(sd, byte(wd, 0))
    if ((sa | sb | sc | sd) & mask) notes(sa, sb, sc, sd, a, share)
    sa = step(sa, byte(wa, 1))
    sb = step(sb, byte(wb, 1))
    sc = step(sc, byte(wc, 1))
    sd = step(sd, byte(wd, 1))
    if ((sa | sb | sc | sd) & mask) notes(sa, sb, sc, sd, a + 1, share)
    sa = step(sa, byte(wa, 2))
    sb = step(sb, byte(wb, 2))
    sc = step(sc, byte(wc, 2))
    sd = step(sd, byte(wd, 2))
    if ((sa | sb | sc | sd) & mask) notes(sa, sb, sc, sd, a + 2, share)
    sa = step(sa, byte(wa, 3))
    sb = step(sb, byte(wb, 3))
    sc = step(sc, byte(wc, 3))
    sd = step(sd, byte(wd, 3))
    if ((sa | sb | sc | sd) & mask) notes(sa, sb, sc, sd, a + 3, share)
    sa = step(sa, byte(wa, 4))
    sb = step(sb, byte(wb, 4))
    sc = step(sc, byte(wc, 4))
    sd = step(sd, byte(wd, 4))
    if ((sa | sb | sc | sd) & mask) notes(sa, sb, sc, sd, a + 4, share)
    sa = step(sa, byte(wa, 5))
    sb = step(sb, byte(wb, 5))
    sc = step(sc, byte(wc, 5))
    sd = step(sd, byte(wd, 5))
    if ((sa | sb | sc | sd) & mask) notes(sa, sb, sc, sd, a + 5, share)
    sa = step(sa, byte(wa, 6))
    sb = step(sb, byte(wb, 6))
    sc = step(sc, byte(wc, 6))
    sd = step(sd, byte(wd, 6))
    if ((sa | sb | sc | sd) & mask) notes(sa, sb, sc, sd, a + 6, share)
    sa = step(sa, byte(wa, 7))
    sb = step(sb, byte(wb, 7))
    sc = step(sc, byte(wc, 7))
    sd = step(sd, byte(wd, 7))
    if ((sa | sb | sc | sd) & mask) notes(sa, sb, sc, sd, a + 7, share)
  }
  return sd
}

/** Whether a guard, read on from `at`, still allows a match; at the end of what is known, `more` decides. */
function allows(record: usize, at: u32, end: u32, more: u32): u32 {
  const classes = <usize>load<u32>(record, 8)
  if (classes == 0) return 1
  const table = <usize>load<u32>(record, 12)
  const width = load<u32>(record, 16)
  let state = load<u32>(record, 20)
  const stop = end - at > MOST_READ ? at + MOST_READ : end
  while (state > 1) {
    if (at >= stop) return stop < end ? 1 : more
    state = load<u16>(table + ((state * width + load<u8>(classes + load<u8>(at))) << 1))
    at++
  }
  return state
}

/** Turns noted states into pairs of (offset of the keyword, trigger). */
function resolve(from: usize, to: usize, target: usize, origin: u32, end: u32, more: u32): usize {
  for (; from < to; from += 8) {
    const after = load<u32>(from) + 1
    const state = load<u32>(from, 4)
    const record = <usize>load<u32>(endings + (((state ^ flag) / rowBytes) << 2))
    for (let count = load<u32>(record), i: u32 = 0; i < count; i++) {
      const entry = record + 4 + i * 24
      if (allows(entry, after, end, more)) {
        store<u32>(target, after - load<u32>(entry) - origin)
        store<u32>(target, load<u32>(entry, 4), 4)
        target += 8
      }
    }
  }
  return target
}

/**
 * Looks at the bytes from `from` to `to`, knowing those from `first` and up to `end`; `more` tells that others follow
 * there. Offsets in the result count from `origin`. Returns the number of pairs written.
 */
export function scan(first: u32, from: u32, to: u32, end: u32, more: u32, origin: u32): u32 {
  for (let lane: usize = 0; lane < 4; lane++) store<u32>(CURSORS + (lane << 2), hits + lane * laneHits)
  const size = to - from
  if (size < SHORT) single(warm(first, from), from, to, 0)
  else {
    const share = (size >> 2) & ~7
    single(lanes(first, from, share), from + 4 * share, to, 3)
  }
  let target = out
  for (let lane: usize = 0; lane < 4; lane++) {
    target = resolve(hits + lane * laneHits, load<u32>(CURSORS + (lane << 2)), target, origin, end, more)
  }
  return <u32>((target - out) >> 3)
}

const EVERY: u64 = 0x0101010101010101

/** Counts line feeds, eight bytes at a time: a byte that is one becomes zero, and zeros become one bit each. */
export function countLines(from: u32, to: u32): u32 {
  let count: u32 = 0
  for (; from + 8 <= to; from += 8) {
    const word = load<u64>(from) ^ (10 * EVERY)
    const filled = ((word & (127 * EVERY)) + 127 * EVERY) | word | (127 * EVERY)
    count += <u32>popcnt<u64>(~filled)
  }
  for (; from < to; from++) if (load<u8>(from) == 10) count++
  return count
}
