import type { Context, Document, Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { leavesOfFile } from '../leftovers/parse.ts'
import { nameOf } from '../sops/leaf-hit.ts'
import { type Place, runDigests } from './run-digests.ts'
import { fewestBytes } from './weakness.ts'

/** A file made to carry a credential is small. */
const mostBytes = 256 * 1024

/** The first value in a plain file that an encrypted file opened in this run holds, too. */
export async function* leftoverHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const digests = runDigests(context)
  if (digests.isEmpty || document.bytes.length > mostBytes) return
  const whole = digests.placeOf(document.bytes)
  if (whole !== undefined) return yield { details: detailsOf(whole) }
  for await (const { start, end, value } of valuesIn(document)) {
    const place = value.length < fewestBytes ? undefined : digests.placeOf(Buffer.from(value))
    if (place === undefined) continue
    return yield {
      span: document.spanOfText(start, end),
      secret: new Secret(value),
      details: detailsOf(place),
    }
  }
}

interface Value {
  readonly start: number
  readonly end: number
  readonly value: string
}

/** What the file holds under its keys, and every word of it. */
async function* valuesIn({ path, text }: Document): AsyncGenerator<Value> {
  for (const { node } of await leavesOfFile(path, text)) {
    if (node.kind === 'scalar' && typeof node.value === 'string')
      yield { start: node.start, end: node.end, value: node.value }
  }
  for (const { 0: value, index } of text.matchAll(/[^\s"'`=,;<>()[\]{}]+={0,2}/g))
    yield { start: index, end: index + value.length, value }
}

const detailsOf = ({ path, keyPath }: Place): Readonly<Record<string, string>> => ({
  same: keyPath.length === 1 && keyPath[0] === 'data' ? path : `${nameOf({ path: keyPath })} in ${path}`,
})
