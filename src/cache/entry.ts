/** Something worked out, and all that it was worked out from. */
export interface Entry {
  readonly source: Buffer
  readonly data: Buffer
}

const headerBytes = 16
const aligned = (length: number): number => (length + 7) & ~7

/**
 * u32 length of the source, u32 length of the data, eight bytes of nothing, the source, padding, the data, padding and
 * the data again: what is damaged differs. A digest would cost more than to read it twice.
 */
export const entryOf = ({ source, data }: Entry): Buffer => {
  const dataAt = headerBytes + aligned(source.length)
  const file = Buffer.alloc(dataAt + aligned(data.length) + data.length)
  file.writeUInt32LE(source.length, 0)
  file.writeUInt32LE(data.length, 4)
  source.copy(file, headerBytes)
  data.copy(file, dataAt)
  data.copy(file, dataAt + aligned(data.length))
  return file
}

/** Reads what {@link entryOf} wrote; undefined where it is damaged. The data begin at a multiple of eight bytes. */
export const entryIn = (file: Buffer): Entry | undefined => {
  if (file.length < headerBytes) return undefined
  const dataAt = headerBytes + aligned(file.readUInt32LE(0))
  const length = file.readUInt32LE(4)
  const againAt = dataAt + aligned(length)
  if (file.length !== againAt + length) return undefined
  const data = file.subarray(dataAt, dataAt + length)
  if (!data.equals(file.subarray(againAt))) return undefined
  return { source: file.subarray(headerBytes, headerBytes + file.readUInt32LE(0)), data }
}
