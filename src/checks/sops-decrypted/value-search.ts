import { randomInt } from 'node:crypto'
import { fewestBytes } from './weakness.ts'

/** A range of bytes that begins like a value and is as long. */
export interface Range {
  readonly start: number
  readonly end: number
}

/**
 * Finds where one of many values may stand in content: everywhere, so that it matters neither what stands around it nor
 * what format that is. Holds of each value how long it is, and a number of its first bytes under a multiplier made for
 * the run.
 */
export class ValueSearch {
  readonly #multiplier = randomInt(2 ** 31) * 2 + 1
  readonly #outgoing: number
  readonly #begins = new Uint8Array(2 ** 16)
  readonly #lengths = new Map<number, Set<number>>()

  constructor() {
    let power = 1
    for (let byte = 1; byte < fewestBytes; byte++) power = Math.imul(power, this.#multiplier)
    this.#outgoing = power
  }

  /** Values of fewer than eight bytes are not looked for. */
  add(value: Uint8Array): void {
    if (value.length < fewestBytes) return
    let number = 0
    for (const byte of value.subarray(0, fewestBytes)) number = this.#with(number, byte)
    const lengths = this.#lengths.get(number) ?? new Set()
    this.#lengths.set(number, lengths.add(value.length))
    this.#begins[number >>> 16] = 1
  }

  *in(bytes: Uint8Array): Generator<Range> {
    let number = 0
    for (let at = 0; at < bytes.length; at++) {
      if (at >= fewestBytes) number = (number - Math.imul(bytes[at - fewestBytes] ?? 0, this.#outgoing)) | 0
      number = this.#with(number, bytes[at] ?? 0)
      if (this.#begins[number >>> 16] === 0 || at + 1 < fewestBytes) continue
      yield* this.#ranges(number, at + 1 - fewestBytes, bytes.length)
    }
  }

  *#ranges(number: number, start: number, most: number): Generator<Range> {
    for (const length of this.#lengths.get(number) ?? [])
      if (start + length <= most) yield { start, end: start + length }
  }

  #with(number: number, byte: number): number {
    return (Math.imul(number, this.#multiplier) + byte) | 0
  }
}
