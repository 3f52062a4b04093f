import { CannotCheckError } from '../model/errors.ts'

const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y
const separator = /,|\r?\n|\r|$/y

/** Reads comma-separated values (RFC 4180) with any line ends and a byte order mark; empty lines hold nothing. */
export const parseCsv = (text: string): readonly (readonly string[])[] => {
  const rows: string[][] = []
  let row: string[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length || row.length > 0) {
    field.lastIndex = at
    const [whole = '', quoted, plain = ''] = field.exec(text) ?? []
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    separator.lastIndex = at + whole.length
    const end = separator.exec(text)
    if (end === null) throw new CannotCheckError(`row ${rows.length + 1}: a quote stands where none may`)
    at = separator.lastIndex
    if (end[0] === ',') continue
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
    if (end[0] === '') break
  }
  return rows
}

/** The rows below a header, each by the names of the columns; a row of another length is an error. */
export const csvRecords = (text: string): readonly ReadonlyMap<string, string>[] => {
  const [header = [], ...rows] = parseCsv(text)
  return rows.map((row, index) => {
    if (row.length !== header.length)
      throw new CannotCheckError(`row ${index + 2} has ${row.length} fields, and the header has ${header.length}`)
    return new Map(header.map((name, column) => [name, row[column] ?? '']))
  })
}
