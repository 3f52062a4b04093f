/** Content with the escapes of JSON, C and of a shell's history undone, and where each byte of it stood. */
export interface Unescaped {
  readonly bytes: Uint8Array
  readonly from: Uint32Array
}

const backslash = 0x5c

const meant: ReadonlyMap<number, number> = new Map([
  [0x6e, 0x0a], // n
  [0x74, 0x09], // t
  [0x72, 0x0d], // r
])

/** Undefined where nothing is escaped. */
export const unescaped = (bytes: Uint8Array): Unescaped | undefined => {
  if (!bytes.includes(backslash)) return undefined
  const plain = new Uint8Array(bytes.length)
  const from = new Uint32Array(bytes.length + 1)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    from[length] = at
    const next = bytes[at + 1]
    const isEscape = bytes[at] === backslash && next !== undefined
    plain[length++] = isEscape ? (meant.get(next) ?? next) : (bytes[at] ?? 0)
    if (isEscape) at++
  }
  from[length] = bytes.length
  return { bytes: plain.subarray(0, length), from: from.subarray(0, length + 1) }
}
