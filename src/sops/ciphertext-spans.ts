import { encSpans } from './enc.ts'

/**
 * Half-open ranges in which no pattern means anything: well-formed encrypted values, and the wrapped data keys in the
 * metadata of SOPS. Everything else in an encrypted file is plaintext.
 */
export function* ciphertextSpans(content: string): Generator<readonly [start: number, end: number]> {
  yield* encSpans(content)
  if (metadata.test(content)) yield* armorSpans(content)
}

const metadata = /(?:^|[^A-Za-z\d])mac["']?[ \t]*[:=][ \t]*["']?ENC\[AES256_GCM,data:/

/** `enc` of a block, of JSON, or of flattened metadata, up to where its value begins. */
const before = /(?:^|[^A-Za-z\d])enc["']?[ \t]*[:=][ \t]*(?:\|[-+]?\r?\n[ \t]*|"""|["'`])?$/

const beginning = /-----BEGIN (AGE ENCRYPTED FILE|PGP MESSAGE)-----/g

/** Longer than any armor of a data key with one recipient. */
const longest = 16_384

const lineBreak = /\\n|\r?\n/
const line = /^[ \t]*(?:[A-Za-z\d+/]{0,76}={0,2}|=[A-Za-z\d+/]{4}|(?:Version|Comment|Hash): .{0,80})$/

function* armorSpans(content: string): Generator<readonly [start: number, end: number]> {
  for (const { 0: begin, 1: kind, index } of content.matchAll(beginning)) {
    if (!before.test(content.slice(Math.max(0, index - 64), index))) continue
    const inner = content.slice(index + begin.length, index + longest)
    const length = inner.indexOf(`-----END ${kind}-----`)
    if (length === -1) continue
    const lines = inner.slice(0, length).split(lineBreak)
    if (lines.every((text) => line.test(text))) yield [index, index + begin.length + length]
  }
}
