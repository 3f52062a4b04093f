import type { Part, Word } from '../shell/token.ts'
import { spoken } from './script.ts'

const sign = '::add-mask::'

/** What a job has told GitHub to mask. */
export class Masks {
  readonly #names = new Set<string>()
  #others = false
  /** Variables that hold one line after another. */
  readonly lines = new Set<string>()

  /** A command that says `::add-mask::` masks its variables; what else it masks cannot be told, and so counts for all. */
  see(words: readonly Word[]): void {
    if (!words.some(({ parts }) => spoken(parts).includes(sign))) return
    const parts = words.flatMap((word) => word.parts)
    const names = parts.flatMap((part) => (part.kind === 'parameter' ? [part.name] : []))
    for (const name of names) this.#names.add(name)
    if (names.length === 0 || parts.some(isSubstitution)) this.#others = true
  }

  covers(name: string | undefined): boolean {
    if (this.#others || (name !== undefined && this.#names.has(name))) return true
    for (const masked of this.#names) if (this.lines.has(masked)) return true
    return false
  }
}

const isSubstitution = ({ kind }: Part): boolean => kind === 'commands' || kind === 'process'
