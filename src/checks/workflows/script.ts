import type { ScalarNode, TextRange } from '../../formats/tree.ts'
import { type Pipeline, pipelinesOf } from '../shell/commands.ts'
import type { Part } from '../shell/token.ts'
import { tokenise } from '../shell/tokens.ts'
import { type Expression, expressionsIn } from './expression.ts'
import { MappedText } from './mapped-text.ts'
import { scalarText } from './scalar-text.ts'

/** An expression and where it stands in the file. */
export interface PlacedExpression extends Expression {
  readonly source: TextRange
}

/** The expressions of a scalar. */
export const expressionsAt = (file: string, node: ScalarNode): readonly PlacedExpression[] => {
  if (!file.slice(node.start, node.end).includes('${{')) return []
  return placed(scalarText(file, node))
}

const placed = (mapped: MappedText): readonly PlacedExpression[] =>
  expressionsIn(mapped.text).map((expression) => ({ ...expression, source: mapped.sourceOf(expression) }))

const stand = 'CI_EXPRESSION_'
const standing = /CI_EXPRESSION_(\d+)/g

/** The text of a `run:` block or of one line of a `script:`, in which a variable stands for each expression. */
export class Script {
  readonly expressions: readonly PlacedExpression[]
  readonly #mapped = new MappedText()
  #pipelines: readonly Pipeline[] | undefined

  constructor(file: string, node: ScalarNode) {
    const whole = scalarText(file, node)
    this.expressions = placed(whole)
    let at = 0
    for (const [index, { start, end, source }] of this.expressions.entries()) {
      this.#take(whole, { start: at, end: start })
      this.#mapped.append(`\${${stand}${index}}`, source)
      at = end
    }
    this.#take(whole, { start: at, end: whole.text.length })
  }

  get text(): string {
    return this.#mapped.text
  }

  get pipelines(): readonly Pipeline[] {
    this.#pipelines ??= pipelinesOf(tokenise(this.text))
    return this.#pipelines
  }

  sourceOf(range: TextRange): TextRange {
    return this.#mapped.sourceOf(range)
  }

  /** The expressions that stand in a text or a name of a variable of this script. */
  expressionsOf(text: string): readonly PlacedExpression[] {
    if (!text.includes(stand)) return []
    return [...text.matchAll(standing)].flatMap(([, index]) => this.expressions[Number(index)] ?? [])
  }

  /** Line by line, so that each character of the file is found again. */
  #take(whole: MappedText, { start, end }: TextRange): void {
    const { text } = whole
    for (let at = start; at < end; ) {
      const newline = text.indexOf('\n', at)
      const to = newline === -1 || newline >= end ? end : newline + 1
      this.#mapped.append(text.slice(at, to), whole.sourceOf({ start: at, end: to }))
      at = to
    }
  }
}

/** The text of a part as it is written, with variables by their names. */
export const spoken = (parts: readonly Part[]): string => {
  let text = ''
  for (const part of parts) {
    if (part.kind === 'text') text += part.text
    else if (part.kind === 'parameter') text += `\${${part.name}}`
  }
  return text
}
