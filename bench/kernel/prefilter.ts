// AssemblyScript. A nibble-shuffle prefilter (Teddy: G. Langdale, in Hyperscan) over the first three bytes of every
// keyword, tried in front of the automaton and slower than it: see README.md.

/** Six tables of 16 bytes: low and high nibble of the first, second and third byte; one bit a bucket. */
const TABLES: usize = 1024
/** One bit for each hash of three folded bytes that a keyword begins with. */
const BEGINNINGS: usize = 2048
/** Class of each byte times four, and the rows of the automaton, as in the kernel. */
const CLASSES: usize = 16384
const NEXT: usize = 32768

// @ts-expect-error: decorator
@inline
function nibbles(chunk: v128, place: usize): v128 {
  const low = v128.swizzle(v128.load(TABLES + place * 32), v128.and(chunk, i8x16.splat(15)))
  const high = v128.swizzle(v128.load(TABLES + place * 32 + 16), i8x16.shr_u(chunk, 4))
  return v128.and(low, high)
}

// @ts-expect-error: decorator
@inline
function folded(byte: u32): u32 {
  return byte - 65 < 26 ? byte | 32 : byte
}

/** Whether a keyword begins with the three bytes at an address. */
function begins(at: u32): u32 {
  const hash = (folded(load<u8>(at)) * 961 + folded(load<u8>(at, 1)) * 31 + folded(load<u8>(at, 2))) & 32767
  return load<u8>(BEGINNINGS + (hash >> 3)) & (1 << (hash & 7))
}

/** Reads on with the automaton from where a keyword may begin; how many stand there. */
function count(at: u32, end: u32, flag: u32, longest: u32): u32 {
  let state: u32 = 0
  let found: u32 = 0
  const last = at + longest < end ? at + longest : end
  for (; at < last; at++) {
    state = load<u32>(state + load<u8>(load<u8>(at), CLASSES), NEXT)
    if (state == 0) break
    if (state & flag) found++
  }
  return found
}

/** How many places from `from` to `to` a keyword may begin at. */
export function scan(from: u32, to: u32, flag: u32, longest: u32): u32 {
  let found: u32 = 0
  for (let at = from; at + 18 <= to; at += 16) {
    const hit = v128.and(
      v128.and(nibbles(v128.load(at), 0), nibbles(v128.load(at, 1), 1)),
      nibbles(v128.load(at, 2), 2),
    )
    if (!v128.any_true(hit)) continue
    let lanes = i8x16.bitmask(i8x16.ne(hit, i8x16.splat(0)))
    while (lanes != 0) {
      const place = at + ctz(lanes)
      lanes &= lanes - 1
      if (begins(place) && count(place, to, flag, longest) > 0) found++
    }
  }
  return found
}
