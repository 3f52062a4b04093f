/** A packet of OpenPGP: its number and its content. */
export interface Packet {
  readonly tag: number
  readonly body: Uint8Array
}

/** Cuts a message into packets, old format and new (RFC 9580, section 4.2); undefined where they do not add up. */
export const packetsOf = (bytes: Uint8Array): readonly Packet[] | undefined => {
  const packets: Packet[] = []
  for (let at = 0; at < bytes.length; ) {
    const head = bytes[at] ?? 0
    if (head < 0x80) return undefined
    const read = head < 0xc0 ? oldBody(bytes, at) : newBody(bytes, at + 1)
    if (read === undefined || read.end > bytes.length) return undefined
    packets.push({ tag: head < 0xc0 ? (head >> 2) & 0x0f : head & 0x3f, body: Buffer.concat(read.parts) })
    at = read.end
  }
  return packets
}

interface Body {
  readonly parts: readonly Uint8Array[]
  readonly end: number
}

/** The low two bits say how many bytes the length has; 3 is a packet that goes on to the end. */
const oldBody = (bytes: Uint8Array, at: number): Body | undefined => {
  const kind = (bytes[at] ?? 0) & 3
  if (kind === 3) return { parts: [bytes.subarray(at + 1)], end: bytes.length }
  const width = 1 << kind
  if (at + 1 + width > bytes.length) return undefined
  const start = at + 1 + width
  const end = start + Buffer.from(bytes).readUIntBE(at + 1, width)
  return { parts: [bytes.subarray(start, end)], end }
}

/** A length of one, two or five bytes; or parts, each with a power of two as its length, and an ordinary one to end with. */
const newBody = (bytes: Uint8Array, from: number): Body | undefined => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const parts: Uint8Array[] = []
  for (let at = from; at < bytes.length; ) {
    const one = view[at] ?? 0
    const width = one < 192 || (one >= 224 && one < 255) ? 1 : one < 224 ? 2 : 5
    const start = at + width
    if (start > bytes.length) return undefined
    const partial = one >= 224 && one < 255
    const end = start + (partial ? 1 << (one & 0x1f) : lengthAt(view, at, width))
    parts.push(bytes.subarray(start, end))
    if (!partial) return { parts, end }
    at = end
  }
  return undefined
}

const lengthAt = (view: Buffer, at: number, width: number): number => {
  if (width === 1) return view.readUInt8(at)
  return width === 2 ? view.readUInt16BE(at) - 0xc000 + 192 : view.readUInt32BE(at + 1)
}
