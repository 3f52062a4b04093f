import { openAgeArmor } from './age-armor.ts'
import { fromRawBase64 } from './base64.ts'
import { type Fault, isFault } from './fault.ts'

/** The file key, wrapped for one recipient. */
export interface Stanza {
  readonly type: string
  readonly args: readonly string[]
  /** The wrapped file key, in bytes. */
  readonly size: number
  /** Of the armor, counted from 0. */
  readonly line: number
}

/** An age file as far as it can be read without an identity. */
export interface AgeFile {
  readonly stanzas: readonly Stanza[]
  /** Bytes of the plaintext. */
  readonly size: number
  /** The line of the armor on which the payload begins. */
  readonly payloadLine: number
}

const intro = 'age-encryption.org/v1'
const stanzaColumns = 64
const mac = /^--- [A-Za-z0-9+/]{43}$/
const argument = /^[\x21-\x7e]+$/

/** A nonce of 16 bytes stands before the payload, an authentication tag behind each 64 KiB of it. */
const overhead = 32

/** Reads age's armor, header and payload size (https://c2sp.org/age). */
export const readAgeFile = (text: string): AgeFile | Fault => {
  const armored = openAgeArmor(text)
  if (isFault(armored)) return armored
  const header = new Header(Buffer.from(armored.bytes).toString('latin1'))
  const stanzas: Stanza[] = []
  const fault = (what: string): Fault => ({ fault: what, line: armored.lineOf(header.lineStart) })
  if (header.next() !== intro) return fault('what its armor holds is no age file of version 1')
  for (let line = header.next(); !line?.startsWith('---'); line = header.next()) {
    const [arrow, type, ...args] = line?.split(' ') ?? []
    if (arrow !== '->' || ![type, ...args].every((arg) => argument.test(arg ?? '')))
      return fault('its age header is damaged')
    const at = armored.lineOf(header.lineStart)
    const size = header.body()
    if (size === undefined) return fault('a stanza of its age header is damaged')
    stanzas.push({ type: type ?? '', args, size, line: at })
  }
  if (!mac.test(header.line) || fromRawBase64(header.line.slice('--- '.length)) === undefined)
    return fault('the mac line of its age header is damaged')
  if (stanzas.length === 0) return fault('its age header names nobody')
  const size = armored.bytes.length - header.position - overhead
  const payloadLine = armored.lineOf(header.position)
  return size < 0 ? { fault: 'its age payload is cut short', line: payloadLine } : { stanzas, size, payloadLine }
}

/** Goes through the lines of a header. */
class Header {
  readonly #text: string
  /** Where the next line begins. */
  position = 0
  lineStart = 0
  line = ''

  constructor(text: string) {
    this.#text = text
  }

  next(): string | undefined {
    const end = this.#text.indexOf('\n', this.position)
    this.lineStart = this.position
    this.line = end === -1 ? '' : this.#text.slice(this.position, end)
    if (end === -1) return undefined
    this.position = end + 1
    return this.line
  }

  /** Bytes of a stanza's body, which ends with its first line that is not full. */
  body(): number | undefined {
    let base64 = ''
    for (let line = this.next(); line !== undefined && line.length <= stanzaColumns; line = this.next()) {
      base64 += line
      if (line.length < stanzaColumns) return fromRawBase64(base64)?.length
    }
    return undefined
  }
}
