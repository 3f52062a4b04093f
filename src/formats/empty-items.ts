/** Longer runs are nobody's list; each item costs the package as much as one that holds something. */
const longestRun = 1000

const emptyItem = /^ *-[ \t\r]*$/

/** The header of a block scalar, whose lines are text and no items. */
const blockScalar = /[|>][-+\d]*[ \t\r]*(?:#[^\n]*)?$/

/** Behind a key or in a list; the lines of any other may begin in the first column. */
const nested = /^ *(?:-[ \t]|[^\n]*:[ \t])/

const indentOf = (line: string): number => line.length - line.trimStart().length

/** Follows the lines and knows which may be those of a block scalar. */
class BlockScalars {
  /** Indentation of the line of the header; lines that are indented further are text. */
  #header: number | undefined

  isText(line: string): boolean {
    if (this.#header !== undefined && (line.trim() === '' || indentOf(line) > this.#header)) return true
    this.#header = undefined
    if (blockScalar.test(line)) this.#header = nested.test(line) ? indentOf(line) : -1
    return false
  }
}

/**
 * Blanks the empty items of a block sequence (`-` alone on a line) beyond {@link longestRun} in a row. Offsets stay, and
 * nothing is lost but places in the list: an empty item is null, which sops neither encrypts nor counts.
 */
export const withoutEmptyItems = (text: string): string => {
  if (!/-[ \t]*\r?\n\s*-[ \t]*\r?\n/.test(text)) return text
  const scalars = new BlockScalars()
  let run = 0
  let kept = ''
  let blanked = false
  for (const [index, line] of text.split('\n').entries()) {
    const isItem = !scalars.isText(line) && emptyItem.test(line)
    run = isItem ? run + 1 : run > 0 && line.trim() === '' ? run : 0
    const blank = run > longestRun
    // Line breaks go, too: each is a word of its own to the package.
    if (index > 0) kept += blank && blanked ? ' ' : '\n'
    kept += blank ? ' '.repeat(line.length) : line
    blanked = blank
  }
  return kept
}
