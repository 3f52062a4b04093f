const inspect = Symbol.for('nodejs.util.inspect.custom')

/**
 * A value taken from a scanned file. It cannot be printed by accident: string conversion, JSON and
 * `console.log` all answer `[secret]`. The one way in is {@link Secret.read}.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** Length in UTF-16 code units. */
  get length(): number {
    return this.#value.length
  }

  /** Lets `look` see the value; what it returns must not hold it. */
  read<T>(look: (value: string) => T): T {
    return look(this.#value)
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value
  }

  /** First four and last two characters of a long value, fewer of a shorter one, none of a short one. */
  preview(): string {
    const characters = [...this.#value]
    if (characters.length < 16) return '****'
    const head = characters.slice(0, 4).join('')
    if (characters.length < 20) return `${head}…`
    return `${head}…${characters.slice(-2).join('')}`
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect](): string {
    return '[secret]'
  }
}
