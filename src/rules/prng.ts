/** A repeatable source of numbers from 0 up to, not including, `below`. Not for secrets. */
export type Draw = (below: number) => number

/** mulberry32 by Tommy Ettinger: 32 bits of state, good enough to fill moulds. */
export const drawFrom = (seed: number): Draw => {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000) * below)
  }
}
