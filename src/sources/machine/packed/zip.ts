import type { Archive, Member } from './member.ts'

// APPNOTE.TXT of PKWARE: the end record "PK\5\6" stands in the last 64 KiB and tells at 10 how many entries the
// directory has, at 16 where it begins. An entry "PK\1\2" of 46 bytes tells flags at 8, the method at 10, the packed size
// at 20, lengths of name, extra field and comment at 28, 30 and 32, and the place of the local header "PK\3\4" at 42,
// which has lengths of name and extra field of its own at 26 and 28, and 30 bytes before them.
const end = Buffer.from('PK\x05\x06', 'latin1')
const entry = 0x02014b50
const local = 0x04034b50
const encrypted = 1
const methods: ReadonlyMap<number, Member['packing']> = new Map([
  [0, 'none'],
  [8, 'raw'],
])

/** It begins with a file, as everything does that `zip` made. */
export const isZip = (bytes: Buffer): boolean => bytes.length >= 22 && bytes.readUInt32LE(0) === local

// The whole file is looked at as it is beside its members, and so is whatever else stands in it.
const nothing = Buffer.alloc(0)
const cutOff = { whole: false, rest: nothing }

/** The files of a zip archive, by its directory. */
export function* zipMembers(bytes: Buffer): Archive {
  const last = bytes.lastIndexOf(end)
  if (last === -1 || last + 22 > bytes.length) return cutOff
  let at = bytes.readUInt32LE(last + 16)
  for (let left = bytes.readUInt16LE(last + 10); left > 0; left--) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entry) return cutOff
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field))
    const next = at + 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0)
    const content = contentOf(bytes, bytes.readUInt32LE(at + 42), bytes.readUInt32LE(at + 20))
    if (content === undefined) return cutOff
    const isEncrypted = (bytes.readUInt16LE(at + 8) & encrypted) !== 0
    const packing = isEncrypted ? 'unreadable' : (methods.get(bytes.readUInt16LE(at + 10)) ?? 'unreadable')
    const path = bytes.toString('utf8', at + 46, at + 46 + (name ?? 0))
    if (!path.endsWith('/')) yield { name: path, content, packing }
    at = next
  }
  return { whole: true, rest: nothing }
}

const contentOf = (bytes: Buffer, header: number, size: number): Buffer | undefined => {
  if (header + 30 > bytes.length || bytes.readUInt32LE(header) !== local) return undefined
  const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
  return bytes.subarray(start, start + size)
}
