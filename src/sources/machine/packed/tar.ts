import type { Archive, Member } from './member.ts'

// A header (POSIX.1-2017, pax) has 512 bytes: name 0–99, size 124–135 in octal, checksum 148–155 in octal, type 156,
// prefix 345–499 of the name where "ustar" stands at 257. Content follows in blocks of 512 bytes.
const block = 512
const checksum = { start: 148, end: 156 }

const regular: ReadonlySet<string> = new Set(['0', '\0', '7'])

const wordAt = (header: Buffer, start: number, end: number): string => {
  const field = header.toString('utf8', start, end)
  const close = field.indexOf('\0')
  return close === -1 ? field : field.slice(0, close)
}

const octalAt = (header: Buffer, start: number, end: number): number =>
  Number.parseInt(wordAt(header, start, end).trim(), 8)

const isHeader = (header: Buffer): boolean => {
  if (header.length < block) return false
  const told = octalAt(header, checksum.start, checksum.end)
  if (Number.isNaN(told)) return false
  let sum = 8 * 0x20 // the checksum itself counts as blanks
  for (let at = 0; at < block; at++) if (at < checksum.start || at >= checksum.end) sum += header[at] ?? 0
  return sum === told
}

/** The first header fits its checksum, which hardly anything else does. */
export const isTar = (bytes: Buffer): boolean => isHeader(bytes.subarray(0, block))

const nameIn = (header: Buffer): string => {
  const prefix = wordAt(header, 257, 262) === 'ustar' ? wordAt(header, 345, 500) : ''
  return `${prefix === '' ? '' : `${prefix}/`}${wordAt(header, 0, 100)}`
}

/** `LENGTH KEY=VALUE\n`, over and over. */
const pathInPax = (content: Buffer): string | undefined => /^\d+ path=(.*)$/m.exec(content.toString('utf8'))?.[1]

/** The regular files of a tar archive; ends at what is no header, and hands on what stands behind. */
export function* tarMembers(bytes: Buffer): Archive {
  let longName: string | undefined
  for (let at = 0; at < bytes.length; ) {
    const header = bytes.subarray(at, at + block)
    if (header.every((byte) => byte === 0)) return { whole: true, rest: afterZeros(bytes.subarray(at)) }
    const size = isHeader(header) ? octalAt(header, 124, 136) : Number.NaN
    if (!Number.isSafeInteger(size)) return { whole: false, rest: bytes.subarray(at) }
    const start = at + block
    const content = bytes.subarray(start, start + size)
    const type = String.fromCharCode(header[156] ?? 0)
    if (type === 'L') longName = wordAt(content, 0, content.length)
    else if (type === 'x') longName = pathInPax(content) ?? longName
    else {
      if (regular.has(type)) yield memberOf(longName ?? nameIn(header), content)
      longName = undefined
    }
    at = start + Math.ceil(size / block) * block
    if (content.length < size) return { whole: false, rest: nothing }
  }
  return { whole: true, rest: nothing }
}

const nothing = Buffer.alloc(0)

const afterZeros = (bytes: Buffer): Buffer => {
  const start = bytes.findIndex((byte) => byte !== 0)
  return start === -1 ? nothing : bytes.subarray(start)
}

const memberOf = (name: string, content: Buffer): Member => ({ name, content, packing: 'none' })
