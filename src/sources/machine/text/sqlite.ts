import { printableLines } from './printable.ts'

// https://www.sqlite.org/fileformat2.html: pages of a size that stands at offset 16 of the file; a leaf of a table
// begins with 0x0d, has a count of cells at 3, and pointers to them at 8. A cell: length, row, header, values.
const magic = 'SQLite format 3\0'
const tableLeaf = 0x0d
const newline = Buffer.from('\n')

interface Found {
  readonly columns: Buffer[]
  /** No two columns of a real file share a byte. */
  left: number
}

/** The text columns of every row, each on lines of its own, and behind them whatever else reads as text. */
export const sqliteText = (content: Buffer): Buffer => {
  if (content.toString('latin1', 0, magic.length) !== magic) return printableLines(content)
  const size = content.readUInt16BE(16) === 1 ? 65_536 : content.readUInt16BE(16)
  if (size < 512) return printableLines(content)
  const found: Found = { columns: [], left: content.length }
  for (let start = 0; start < content.length && found.left > 0; start += size) {
    appendPage(found, content.subarray(start, start + size), start === 0 ? 100 : 0)
  }
  return Buffer.concat([...found.columns, printableLines(content)])
}

const appendPage = (found: Found, page: Buffer, at: number): void => {
  if (page[at] !== tableLeaf) return
  const cells = page.readUInt16BE(at + 3)
  for (let cell = 0; cell < cells; cell++) {
    const pointer = at + 8 + 2 * cell
    if (pointer + 2 > page.length) return
    appendRow(found, page, page.readUInt16BE(pointer))
  }
}

interface Varint {
  readonly value: number
  readonly next: number
}

/** Up to nine bytes of seven bits each, the highest bit says that another follows. */
const varint = (page: Buffer, at: number): Varint => {
  let value = 0
  for (let next = at; next < at + 9; next++) {
    const byte = page[next] ?? 0
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return { value, next: next + 1 }
  }
  return { value, next: at + 9 }
}

const fixedSizes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0]

const sizeOf = (type: number): number => fixedSizes[type] ?? Math.floor((type - 12) / 2)

const isText = (type: number): boolean => type >= 13 && type % 2 === 1

const appendRow = (found: Found, page: Buffer, cell: number): void => {
  const row = varint(page, varint(page, cell).next).next
  const { value: length, next } = varint(page, row)
  const end = Math.min(row + length, page.length)
  let value = end
  for (let at = next; at < end && found.left > 0; ) {
    const type = varint(page, at)
    const size = sizeOf(type.value)
    if (isText(type.value)) found.columns.push(page.subarray(value, value + Math.min(size, found.left)), newline)
    found.left -= size + 1
    value += size
    at = type.next
  }
}
