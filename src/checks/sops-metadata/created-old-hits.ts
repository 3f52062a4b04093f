import type { Context, Document, Hit } from '../../model/rule.ts'
import { atMost } from './at-most.ts'
import { namedKeys, spanOfKeyField } from './key-names.ts'
import { encryptedFileOf } from './metadata-of.ts'
import { parseRfc3339 } from './rfc3339.ts'

/** Six months of thirty days, after which SOPS itself calls a data key due (getsops/sops, `NeedsRotation`). */
const mostDays = 180
const day = 24 * 60 * 60 * 1000

export async function* createdOldHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const file = await encryptedFileOf(document)
  if (file === undefined) return
  const now = context.now().getTime()
  yield* atMost(
    namedKeys(file.metadata).flatMap(({ key, name }) => {
      const created = parseRfc3339(key.createdAt ?? '')
      const days = created === undefined ? 0 : Math.floor((now - created.getTime()) / day)
      if (days <= mostDays) return []
      return [
        {
          span: spanOfKeyField(document, key, 'created_at'),
          note: `The data key of ${name} was wrapped ${days} days ago`,
        },
      ]
    }),
    'data keys were wrapped long ago',
  )
}
