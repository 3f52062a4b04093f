import { fromBase64 } from './base64.ts'
import type { Fault } from './fault.ts'

const first = '-----BEGIN PGP MESSAGE-----'
const last = '-----END PGP MESSAGE-----'
const header = /^[A-Za-z][\w-]*: /

/** Opens OpenPGP's ASCII armor and checks its CRC-24, which newer writers leave out (RFC 9580, section 6). */
export const openPgpArmor = (text: string): Uint8Array | Fault => {
  const lines = text.trimEnd().split(/\r?\n/)
  const begin = lines.findIndex((line) => line.trim() !== '')
  if (begin === -1) return { fault: 'it is empty' }
  if (lines[begin]?.trim() !== first) return { fault: 'it does not begin as an OpenPGP message does', line: begin }
  const end = lines.length - 1
  if (lines[end]?.trim() !== last) return { fault: 'its OpenPGP armor has no end line', line: end }
  let start = begin + 1
  while (start < end && header.test(lines[start] ?? '')) start++
  if (start < end && lines[start]?.trim() !== '')
    return { fault: 'its OpenPGP armor has a damaged header', line: start }
  return contentOf(lines, start + 1, end)
}

const contentOf = (lines: readonly string[], start: number, end: number): Uint8Array | Fault => {
  const sum = /^=[^=]/.test(lines[end - 1] ?? '') ? end - 1 : undefined
  const until = sum ?? end
  const pieces: Uint8Array[] = []
  for (let line = start; line < until; line++) {
    const piece = fromBase64((lines[line] ?? '').trimEnd())
    const padded = line < until - 1 && lines[line]?.includes('=')
    if (piece === undefined || piece.length === 0 || padded) return { fault: 'a line of its armor is no base64', line }
    pieces.push(piece)
  }
  const bytes = Buffer.concat(pieces)
  if (sum !== undefined && !matches(lines[sum] ?? '', bytes))
    return { fault: 'its OpenPGP armor does not match its checksum', line: sum }
  return bytes
}

const matches = (line: string, bytes: Uint8Array): boolean => {
  const sum = fromBase64(line.slice(1).trimEnd())
  return sum?.length === 3 && Buffer.from(sum).readUIntBE(0, 3) === crc24(bytes)
}

/** RFC 9580, section 6.1.1. */
export const crc24 = (bytes: Uint8Array): number => {
  let crc = 0xb704ce
  for (const byte of bytes) {
    crc ^= byte << 16
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x800000 ? ((crc << 1) ^ 0x1864cfb) & 0xffffff : crc << 1
  }
  return crc
}
