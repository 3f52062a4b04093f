import { inertText } from '../../model/inert-text.ts'
import type { Document, Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import type { Facts } from './facts.ts'
import { Variables } from './places.ts'
import type { Host, ScriptText } from './script.ts'
import type { Part, Word } from './token.ts'

/** A hit of a rule, what it stands in, and the file that is written, where there is one. */
export interface Found {
  readonly hit: Hit
  readonly host: Host
  readonly target?: string
}

type Further = Omit<Hit, 'span' | 'secret'>

/** A script under examination, and where its hits go. */
export class Scene {
  readonly document: Document
  readonly piece: ScriptText
  readonly facts: Facts
  readonly variables = new Variables()
  readonly #report: (rule: string, found: Found) => void
  #lines: readonly number[] | undefined

  constructor(document: Document, piece: ScriptText, facts: Facts, report: (rule: string, found: Found) => void) {
    this.document = document
    this.piece = piece
    this.facts = facts
    this.#report = report
  }

  /** Points at a half-open range of the text. */
  hit(rule: string, start: number, end: number, further: Further, secret?: Secret, target?: string): void {
    const span = this.document.spanOfText(start, end)
    const hit = { ...further, span, ...(secret === undefined ? {} : { secret }) }
    this.#report(rule, { hit, host: this.piece.host, ...(target === undefined ? {} : { target }) })
  }

  /** Points at a word up to the first substitution in it, of which nothing is shown. */
  hitWord(rule: string, { start, end }: Word, further: Further, target?: string): void {
    const substitution = this.document.text.slice(start, end).search(/\$\(|`|[<>]\(|\$\{\w+:?[-+=]/)
    this.hit(rule, start, substitution > 0 ? start + substitution : end, further, undefined, target)
  }

  /** Points at a word that holds a value as it stands there, and is shown masked. */
  hitValue(rule: string, { start, end }: Word, further: Further): void {
    this.hit(rule, start, end, further, new Secret(this.document.text.slice(start, end)))
  }

  lineOf(offset: number): number {
    this.#lines ??= lineEndsOf(this.document.text)
    let low = 0
    let high = this.#lines.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#lines[middle] ?? offset) < offset) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}

const lineEndsOf = (text: string): readonly number[] => {
  const ends: number[] = []
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at)
  return ends
}

/** A word as a message may name it: its literal parts and the names of its variables. */
export const shownWord = ({ parts }: Word): string => inertText(parts.map(shownPart).join('')).slice(0, 80)

const shownPart = (part: Part): string => {
  if (part.kind === 'text') return part.text
  if (part.kind === 'expression') return '${{ … }}'
  return part.kind === 'parameter' ? `$${part.name}` : '$(…)'
}
