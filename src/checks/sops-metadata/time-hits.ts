import type { Context, Document, Hit } from '../../model/rule.ts'
import { rangeOfField } from '../../sops/metadata.ts'
import { spanOf } from './key-names.ts'
import { encryptedFileOf } from './metadata-of.ts'
import { parseRfc3339 } from './rfc3339.ts'

/** Clocks and time zones are wrong by less. */
const tolerated = 24 * 60 * 60 * 1000

export async function* timeHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const file = await encryptedFileOf(document)
  const time = parseRfc3339(file?.metadata.lastmodified ?? '')
  const range = file === undefined ? undefined : rangeOfField(file.metadata, 'lastmodified')
  if (time === undefined || range === undefined || time.getTime() <= context.now().getTime() + tolerated) return
  yield { span: spanOf(document, range), note: `The file says it was last changed on ${time.toISOString()}` }
}
