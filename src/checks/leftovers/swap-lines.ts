import type { Line } from './embedded.ts'

/** `b0VIM` and a version in twelve bytes, then the size of a page (u32); vim's `memline.c`. */
const magic = 'b0VIM'
const pageSizeAt = 12

// A page of text begins so, and holds its lines from its end towards its front, each behind a NUL.
const dataPage = 'ad'

/** The lines of a swap file of vim in the order of the file; undefined for anything else. */
export const swapLines = (bytes: Uint8Array): readonly Line[] | undefined => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (buffer.length < pageSizeAt + 4 || buffer.toString('latin1', 0, magic.length) !== magic) return undefined
  const size = buffer.readUInt32LE(pageSizeAt)
  const step = size >= 512 && size <= 65_536 ? size : 4096
  const lines: Line[] = []
  for (let page = step; page < buffer.length; page += step) {
    if (buffer.toString('latin1', page, page + 2) === dataPage) lines.push(...linesIn(buffer, page, page + step))
  }
  return lines
}

const linesIn = (buffer: Buffer, from: number, to: number): Line[] => {
  const content = buffer.toString('latin1', from, to)
  return [...content.matchAll(/[^\0]+/g)].map(({ 0: text, index }) => ({ text, at: from + index })).reverse()
}
