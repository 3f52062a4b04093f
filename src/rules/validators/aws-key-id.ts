const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

// Sixteen drawn characters hold at least six different ones, and no eight of the alphabet in a row, with all but one
// chance in 10^7.
const fewest = 6
const longestRun = 8

const hasRun = (text: string): boolean =>
  Array.from({ length: text.length - longestRun + 1 }, (_, at) => text.slice(at, at + longestRun)).some((run) =>
    alphabet.includes(run),
  )

/** False for what stands in a template in the place of a key id: `XXXX…`, `ABCDEFGH…`, `…EXAMPLE`. */
export const isAwsKeyId = (id: string): boolean => {
  const drawn = id.slice(4)
  return new Set(drawn).size >= fewest && !drawn.includes('EXAMPLE') && !hasRun(drawn)
}
