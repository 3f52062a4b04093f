import { newline, printableLines } from './printable.ts'

const zeros = Buffer.alloc(2)

// Header, entry, end of entries, end of headers (`src/undo.c` of vim); some of their bytes are letters.
const marks = ['5fd0', 'f518', '3581', 'e7aa'].map((hex) => Buffer.from(hex, 'hex'))

const withoutMarks = (content: Buffer): Buffer => {
  const text = Buffer.from(content)
  for (const mark of marks) {
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at)) text.fill(newline, at, at + mark.length)
  }
  return text
}

/** An undo file of vim: four bytes of length in big-endian order stand before each line, and read as no part of it. */
export const undoText = (content: Buffer): Buffer => {
  const text = withoutMarks(content)
  for (let at = text.indexOf(zeros); at !== -1; ) {
    let end = at
    while (text[end] === 0) end++
    const length = end - at === 2 ? 2 : 1 // of a line of 256 bytes and more, and of a shorter one
    text.fill(newline, at, Math.min(end + length, text.length))
    at = text.indexOf(zeros, end + length)
  }
  return printableLines(text)
}
