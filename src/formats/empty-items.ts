/** Longer runs are nobody's list; each item costs the package as much as one that holds something. */
const longestRun = 1000

const emptyItem = /^ *-[ \t\r]*$/

/** The header of a block scalar, whose lines are text and no items. */
const blockScalar = /[|>][-+\d]*[ \t\r]*(?:#[^\n]*)?(?:\n|$)/

/**
 * Blanks the empty items of a block sequence (`-` alone on a line) beyond {@link longestRun} in a row. Offsets stay, and
 * nothing is lost but places in the list: an empty item is null, which sops neither encrypts nor counts.
 */
export const withoutEmptyItems = (text: string): string => {
  if (!/-[ \t]*\r?\n *-[ \t]*\r?\n/.test(text) || blockScalar.test(text)) return text
  const kept: string[] = []
  let run = 0
  for (const line of text.split('\n')) {
    run = emptyItem.test(line) ? run + 1 : 0
    kept.push(run > longestRun ? line.replace('-', ' ') : line)
  }
  return kept.join('\n')
}
