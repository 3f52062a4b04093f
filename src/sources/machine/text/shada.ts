import { newline, printableLines } from './printable.ts'

// MessagePack: how many bytes of length stand behind each mark of a text.
const lengths: ReadonlyMap<number, number> = new Map([
  [0xc4, 1],
  [0xd9, 1],
  [0xc5, 2],
  [0xda, 2],
])

/** A ShaDa file of neovim: marks and lengths become newlines, and with them every byte beyond ASCII. */
export const shadaText = (content: Buffer): Buffer => {
  const text = Buffer.from(content)
  for (let at = 0; at < text.length; at++) {
    const mark = text[at] ?? 0
    if (mark < 0x80) continue
    const end = Math.min(at + 1 + (lengths.get(mark) ?? 0), text.length)
    text.fill(newline, at, end)
    at = end - 1
  }
  return printableLines(text)
}
