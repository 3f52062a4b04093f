import { createHash } from 'node:crypto'
import { countOf, type Records } from './records.ts'

const magic = 'leaktight-quiet2'
const headerBytes = magic.length + 4 + 8
const digestBytes = 32

const digestOf = (bytes: Uint8Array, rules: string): Buffer => createHash('sha256').update(bytes).update(rules).digest()

/**
 * Magic (16 bytes), width of an id (u32), number of records (u64), the records, SHA-256 of all that and of the digest of
 * the rules, so that under another name the file says nothing; big-endian.
 */
export const encodeRecords = (records: Records, rules: string): Buffer => {
  const header = Buffer.alloc(headerBytes)
  header.write(magic, 'latin1')
  header.writeUInt32BE(records.width, magic.length)
  header.writeBigUInt64BE(BigInt(countOf(records)), magic.length + 4)
  const content = Buffer.concat([header, records.bytes])
  return Buffer.concat([content, digestOf(content, rules)])
}

/** What {@link encodeRecords} wrote for these rules; undefined for anything else, and for ids of another width. */
export const decodeRecords = (file: Buffer, width: number, rules: string): Records | undefined => {
  if (file.length < headerBytes + digestBytes || file.toString('latin1', 0, magic.length) !== magic) return undefined
  const content = file.subarray(0, file.length - digestBytes)
  if (!digestOf(content, rules).equals(file.subarray(content.length))) return undefined
  const records = { bytes: content.subarray(headerBytes), width }
  const told = content.readBigUInt64BE(magic.length + 4)
  const fits = content.readUInt32BE(magic.length) === width && Number(told) === countOf(records)
  return fits ? records : undefined
}
