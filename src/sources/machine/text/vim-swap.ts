import { printableLines } from './printable.ts'

// `src/memline.c` of vim: block 0 begins with "b0" and has the page size behind a version of 10 bytes; a data block
// begins with "ad", and holds the ends of its text and an index of offsets from its start, of which the highest bit is
// a mark. Lines end with a NUL and stand in the block from its end to its start.
const dataBlock = 0x6461
const header = { top: 8, bottom: 12, lines: 16, index: 24 }
const lineEnd = Buffer.from('\n')
const unmarked = 0x7fff_ffff

const pageSizeOf = (content: Buffer): number => {
  const size = content.length < 16 ? 0 : content.readUInt32LE(12)
  return size >= 1024 && size <= 65_536 ? size : 0
}

/** The lines of a swap file of vim in their order within each block; what lies in no data block is not text. */
export const swapText = (content: Buffer): Buffer => {
  const page = content.toString('latin1', 0, 2) === 'b0' ? pageSizeOf(content) : 0
  if (page === 0) return printableLines(content)
  const lines: Buffer[] = []
  let left = content.length // no two lines of a real file share a byte
  for (let start = page; start + header.index < content.length && left > 0; start += page) {
    if (content.readUInt16LE(start) === dataBlock) left = appendLines(lines, content.subarray(start), left)
  }
  // What is left in blocks that were freed has no index any more.
  return Buffer.concat([...lines, printableLines(content)])
}

/** Answers how many bytes may still follow. */
const appendLines = (lines: Buffer[], block: Buffer, most: number): number => {
  let left = most
  const bottom = Math.min(block.readUInt32LE(header.bottom), block.length)
  const count = Number(block.readBigUInt64LE(header.lines))
  const room = Math.floor((bottom - header.index) / 4)
  for (let line = 0; line < Math.min(count, room) && left > 0; line++) {
    const start = block.readUInt32LE(header.index + 4 * line) & unmarked
    if (start < header.index || start >= bottom) break
    const end = block.indexOf(0, start)
    const text = block.subarray(start, Math.min(end === -1 || end > bottom ? bottom : end, start + left))
    lines.push(text, lineEnd)
    left -= text.length + 1
  }
  return left
}
