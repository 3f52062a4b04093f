import type { Batch, Unit } from '../../model/unit.ts'

interface Content<T> {
  readonly owner: T
  /** Where its `size` bytes begin. */
  readonly start: number
  readonly size: number
}

const lineEnd = 10

/** Contents one behind the other, with the end of a line behind each, so that no word reaches from one into the next. */
export class Gathered<T extends { readonly path: string }> {
  readonly #contents: Content<T>[] = []
  #memory: Buffer
  #end = 0

  constructor(expectedBytes: number) {
    this.#memory = Buffer.allocUnsafeSlow(expectedBytes)
  }

  /** Memory for the next content, which holds until more is asked for. */
  room(size: number): Buffer {
    const end = this.#end + size
    if (end >= this.#memory.length) this.#memory = Buffer.concat([this.#memory.subarray(0, this.#end)], 2 * end + 1)
    return this.#memory.subarray(this.#end, end)
  }

  /** What was read into that memory. */
  add(owner: T, size: number): void {
    this.#contents.push({ owner, start: this.#end, size })
    this.#end += size
    this.#memory[this.#end++] = lineEnd
  }

  batch(unitOf: (owner: T, content: Buffer) => Unit): Batch {
    const buffer = this.#memory
    const contents = this.#contents
    const at = (index: number): Content<T> => {
      const content = contents[index]
      if (content === undefined) throw new Error(`a batch of ${contents.length} has no content ${index}`)
      return content
    }
    return {
      buffer,
      spans: contents,
      path: (index) => at(index).owner.path,
      unit: (index) => {
        const { owner, start, size } = at(index)
        return unitOf(owner, buffer.subarray(start, start + size))
      },
    }
  }
}
