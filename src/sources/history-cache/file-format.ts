import { createHash } from 'node:crypto'
import { countOf, type Records } from './records.ts'

const magic = 'leaktight-quiet1'
const headerBytes = magic.length + 4 + 8
const digestBytes = 32

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** Magic (16 bytes), width of an id (u32), number of records (u64), the records, SHA-256 of all that; big-endian. */
export const encodeRecords = (records: Records): Buffer => {
  const header = Buffer.alloc(headerBytes)
  header.write(magic, 'latin1')
  header.writeUInt32BE(records.width, magic.length)
  header.writeBigUInt64BE(BigInt(countOf(records)), magic.length + 4)
  const content = Buffer.concat([header, records.bytes])
  return Buffer.concat([content, digestOf(content)])
}

/** What {@link encodeRecords} wrote; undefined for anything else, and for ids of another width. */
export const decodeRecords = (file: Buffer, width: number): Records | undefined => {
  if (file.length < headerBytes + digestBytes || file.toString('latin1', 0, magic.length) !== magic) return undefined
  const content = file.subarray(0, file.length - digestBytes)
  if (!digestOf(content).equals(file.subarray(content.length))) return undefined
  const records = { bytes: content.subarray(headerBytes), width }
  const told = content.readBigUInt64BE(magic.length + 4)
  const fits = content.readUInt32BE(magic.length) === width && Number(told) === countOf(records)
  return fits ? records : undefined
}
