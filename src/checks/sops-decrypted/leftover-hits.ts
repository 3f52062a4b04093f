import { CannotCheckError } from '../../model/errors.ts'
import type { Context, Document, Hit, Span } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { leavesOfFile } from '../leftovers/parse.ts'
import { nameOf } from '../sops/leaf-hit.ts'
import { type Place, type RunDigests, runDigests } from './run-digests.ts'
import { unescaped } from './unescaped.ts'
import { fewestBytes } from './weakness.ts'

/** Of a larger file the structure is not read. */
const mostStructured = 256 * 1024

/** The first value in a plain file that an encrypted file opened in this run holds, too. */
export async function* leftoverHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const digests = runDigests(context)
  if (digests.isEmpty) return
  const whole = digests.placeOf(document.bytes)
  if (whole !== undefined) return yield { details: detailsOf(whole) }
  const found = foundAnywhere(document, digests) ?? (await foundUnderKey(document, digests))
  if (found !== undefined) yield found
}

/** Whatever stands around it: as it is, or escaped as in a string of JSON. */
const foundAnywhere = ({ bytes }: Document, digests: RunDigests): Hit | undefined => {
  const plain = firstIn(bytes, digests)
  if (plain !== undefined) return hitAt(plain.span, bytes, plain)
  const variant = unescaped(bytes)
  const escaped = variant && firstIn(variant.bytes, digests)
  if (variant === undefined || escaped === undefined) return undefined
  const { start, end } = escaped.span
  return hitAt({ start: variant.from[start] ?? 0, end: variant.from[end] ?? bytes.length }, bytes, escaped)
}

interface Found {
  readonly span: Span
  readonly place: Place
}

// Each is compared by a digest, which takes microseconds.
const mostCompared = 100_000

const firstIn = (bytes: Uint8Array, digests: RunDigests): Found | undefined => {
  let compared = 0
  for (const span of digests.search.in(bytes)) {
    if (isPartOfWord(bytes, span)) continue
    if (++compared > mostCompared) throw new CannotCheckError('repeats the beginning of a credential too often')
    const place = digests.placeOf(bytes.subarray(span.start, span.end))
    if (place !== undefined) return { span, place }
  }
  return undefined
}

// A longer one stands nowhere by chance.
const shortValue = 16

const isPartOfWord = (bytes: Uint8Array, { start, end }: Span): boolean =>
  end - start < shortValue && (isLetter(bytes[start - 1]) || isLetter(bytes[end]))

const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && /[A-Za-z0-9]/.test(String.fromCharCode(byte))

const hitAt = (span: Span, bytes: Uint8Array, { place }: Found): Hit => ({
  span,
  secret: new Secret(Buffer.from(bytes.subarray(span.start, span.end)).toString('utf8')),
  details: detailsOf(place),
})

/** A value of several lines stands indented where it is written in YAML. */
const foundUnderKey = async (document: Document, digests: RunDigests): Promise<Hit | undefined> => {
  if (document.binary || document.bytes.length > mostStructured) return undefined
  for (const { node } of await leavesOfFile(document.path, document.text)) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value.length < fewestBytes) continue
    const place = digests.placeOf(Buffer.from(node.value))
    if (place === undefined) continue
    return {
      span: document.spanOfText(node.start, node.end),
      secret: new Secret(node.value),
      details: detailsOf(place),
    }
  }
  return undefined
}

const detailsOf = ({ path, keyPath }: Place): Readonly<Record<string, string>> => ({
  same: keyPath.length === 1 && keyPath[0] === 'data' ? path : `${nameOf({ path: keyPath })} in ${path}`,
})
