/** One step of a program; offsets count from the step itself. */
export type Step =
  | { readonly does: 'take'; readonly accepts: (character: number) => boolean }
  | { readonly does: 'fork'; readonly to: readonly number[] }
  | { readonly does: 'start' | 'end' }

export type Program = readonly Step[]

/** Whether the program can be run to its end from anywhere in the text. Takes as many turns as the text has characters. */
export const isFound = (program: Program, text: string): boolean => {
  let at = 0
  let threads = new Threads(program, true, text === '')
  for (const character of text) {
    if (threads.done) return true
    at += character.length
    threads = threads.after(character.codePointAt(0) ?? 0, at === text.length)
  }
  return threads.done
}

/** Everywhere in the program where a run may stand between two characters. */
class Threads {
  /** One of them stands at the end. */
  done = false
  readonly #program: Program
  readonly #atStart: boolean
  readonly #atEnd: boolean
  readonly #known: Uint8Array
  readonly #waiting: number[] = []

  constructor(program: Program, atStart: boolean, atEnd: boolean) {
    this.#program = program
    this.#atStart = atStart
    this.#atEnd = atEnd
    this.#known = new Uint8Array(program.length)
    this.#add(0)
  }

  after(character: number, atEnd: boolean): Threads {
    const next = new Threads(this.#program, false, atEnd)
    for (const place of this.#waiting) {
      const step = this.#program[place]
      if (step?.does === 'take' && step.accepts(character)) next.#add(place + 1)
    }
    return next
  }

  #add(first: number): void {
    const places = [first]
    for (let place = places.pop(); place !== undefined; place = places.pop()) {
      const step = this.#program[place]
      if (step === undefined) this.done = true
      if (step === undefined || this.#known[place] === 1) continue
      this.#known[place] = 1
      if (step.does === 'take') this.#waiting.push(place)
      else if (step.does === 'fork') for (const offset of step.to) places.push(place + offset)
      else if (step.does === 'start' ? this.#atStart : this.#atEnd) places.push(place + 1)
    }
  }
}
