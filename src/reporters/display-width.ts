// East Asian Width W and F (https://www.unicode.org/reports/tr11/), by the blocks that hold them, and emoji.
const wide =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})/u
const plain = /^[\x20-\x7e]*$/

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' })

const widthOfOne = (grapheme: string): number => {
  if (/^\p{M}/u.test(grapheme)) return 1
  return wide.test(grapheme) || grapheme.includes('\ufe0f') ? 2 : 1
}

/** Columns that a text takes in a terminal. */
export const displayWidth = (text: string): number => {
  if (plain.test(text)) return text.length
  let width = 0
  for (const { segment } of segments.segment(text)) width += widthOfOne(segment)
  return width
}

/** Filled with blanks up to a number of columns. */
export const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)))

/** Cut into lines of at most so many columns, wherever that falls; nothing is left out. */
export const chunked = (text: string, width: number): string[] => {
  if (displayWidth(text) <= width) return [text]
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const { segment } of segments.segment(text)) {
    const more = widthOfOne(segment)
    if (used + more > width) {
      lines.push(line)
      line = ''
      used = 0
    }
    line += segment
    used += more
  }
  return [...lines, line]
}
