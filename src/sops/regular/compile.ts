import type { Program, Step } from './program.ts'

/** UTF-16 code units, where many groups, alternatives and classes may stand, each of which costs a copy. */
const longest = 1000

/** The same where few stand. */
const longestFlat = 200_000
const fewSigns = 50

const isShort = (source: string): boolean =>
  source.length <= longest || (source.length <= longestFlat && (source.match(/[|([]/g)?.length ?? 0) <= fewSigns)

/**
 * Compiles the part of RE2 that needs no knowledge of it: characters, `.`, classes of ASCII without escapes, groups,
 * alternatives, `^`, `$`, and `* + ?` behind a single character. Undefined for anything else, valid or not.
 */
export const compileRegular = (source: string): Program | undefined =>
  source.length === 0 || !isShort(source) ? undefined : new Compiler(source).whole()

const newline = 0x0a

const punctuation = /^[!-/:-@[-^`{-~]$/

/** What stands for itself outside of a class; of what is not printable ASCII, signs of one code unit. */
const literal = /^[\w /:@,=#%!~;<>"'&`\x01-\x1f\x7f\u00a1-\u167f\u2c00-\ud7ff\uf900-\ufffd-]$/

/** Between brackets; `-` only as the sign of a range. */
const classBody = /^\[(\^?)((?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[\w ./:@,=+*?$(){}|#%!~;<>"'&])+)\]/

const ranges = /([a-zA-Z0-9])-([a-zA-Z0-9])|./g

class Compiler {
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  whole(): Program | undefined {
    const program = this.#alternatives()
    return this.#at === this.#source.length ? program : undefined
  }

  #alternatives(): Program | undefined {
    const first = this.#sequence()
    if (first === undefined || this.#source[this.#at] !== '|') return first
    this.#at += 1
    const others = this.#alternatives()
    if (others === undefined) return undefined
    return [fork(1, first.length + 2), ...first, fork(others.length + 1), ...others]
  }

  /** One without anything is left to RE2. */
  #sequence(): Program | undefined {
    const steps: Step[] = []
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source[this.#at] ?? '')) {
      const part = this.#part()
      if (part === undefined) return undefined
      for (const step of part) steps.push(step)
    }
    return steps.length === 0 ? undefined : steps
  }

  #part(): Program | undefined {
    const character = this.#source[this.#at]
    if (character === '(') return this.#group()
    if (character === '^' || character === '$') {
      this.#at += 1
      return this.#unrepeated([{ does: character === '^' ? 'start' : 'end' }])
    }
    const accepts = this.#character()
    return accepts === undefined ? undefined : this.#repeated({ does: 'take', accepts })
  }

  #group(): Program | undefined {
    this.#at += this.#source.startsWith('(?:', this.#at) ? 3 : 1
    const inner = this.#alternatives()
    if (inner === undefined || this.#source[this.#at] !== ')') return undefined
    this.#at += 1
    return this.#unrepeated(inner)
  }

  #unrepeated(program: Program): Program | undefined {
    return /[*+?{]/.test(this.#source[this.#at] ?? '') ? undefined : program
  }

  #repeated(step: Step): Program | undefined {
    const sign = this.#source[this.#at] ?? ''
    if (!/[*+?]/.test(sign)) return this.#unrepeated([step])
    this.#at += 1
    if (sign === '?') return this.#unrepeated([fork(1, 2), step])
    return this.#unrepeated(sign === '*' ? [fork(1, 3), step, fork(-2)] : [step, fork(-1, 1)])
  }

  #character(): ((character: number) => boolean) | undefined {
    const character = this.#source[this.#at] ?? ''
    if (character === '[') return this.#class()
    const escaped = character === '\\'
    const meant = escaped ? (this.#source[this.#at + 1] ?? '') : character
    this.#at += escaped ? 2 : 1
    if (!escaped && meant === '.') return (code) => code !== newline
    if (!(escaped ? punctuation : literal).test(meant)) return undefined
    return itself(meant.charCodeAt(0))
  }

  #class(): ((character: number) => boolean) | undefined {
    const [whole, not, body] = classBody.exec(this.#source.slice(this.#at)) ?? []
    if (whole === undefined || body === undefined) return undefined
    this.#at += whole.length
    const members = [...body.matchAll(ranges)].map(([one, from = one, to = one]) => [
      from.charCodeAt(0),
      to.charCodeAt(0),
    ])
    if (members.some(([from = 0, to = 0]) => from > to)) return undefined
    const isMember = (code: number): boolean => members.some(([from = 0, to = 0]) => code >= from && code <= to)
    return not === '' ? isMember : (code) => !isMember(code)
  }
}

const known = new Map<number, (character: number) => boolean>()

/** Made once for each character of a plain text. */
const itself = (own: number): ((character: number) => boolean) => {
  const accepts = known.get(own) ?? ((code) => code === own)
  known.set(own, accepts)
  return accepts
}

const fork = (...to: readonly number[]): Step => ({ does: 'fork', to })
