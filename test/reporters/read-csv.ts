/** Reads RFC 4180 strictly: CRLF behind every record, quotes only around whole fields; throws on anything else. */
export const readCsv = (text: string): string[][] => {
  const records: string[][] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  let record: string[] = []
  while (field.lastIndex < text.length) {
    const at = field.lastIndex
    const match = field.exec(text)
    if (match === null) throw new Error(`no field at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`)
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === ',') continue
    records.push(record)
    record = []
  }
  if (record.length > 0) throw new Error('the last record has no end')
  return records
}
