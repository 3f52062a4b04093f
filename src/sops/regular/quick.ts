/** Longer texts are not tried again and again. */
const longest = 100

const printable = /^[ -~]*$/

const count = (source: string, signs: RegExp): number => source.match(signs)?.length ?? 0

/** JavaScript refuses expressions of tens of thousands. */
const longestSource = 1000

/** Where JavaScript, which tries one way after the other, tries few. */
const isTame = (source: string): boolean => {
  const repeats = count(source, /[*+]/g)
  const alternatives = count(source, /\|/g)
  const anchored = source.startsWith('^') && alternatives === 0
  return (
    repeats <= (anchored ? 2 : 1) &&
    (repeats === 0 || alternatives <= 8) &&
    count(source, /\?/g) <= 2 &&
    count(source, /\(/g) <= 1
  )
}

/**
 * The same expression for JavaScript, if that is certain to end soon; it must be of the part that both read the same way.
 * Undefined is answered for texts of characters that both do not take the same way, and for long ones.
 */
export const quickRegular = (source: string): ((text: string) => boolean | undefined) | undefined => {
  if (source.length > longestSource || !isTame(source)) return undefined
  const expression = new RegExp(source)
  return (text) => (text.length <= longest && printable.test(text) ? expression.test(text) : undefined)
}
