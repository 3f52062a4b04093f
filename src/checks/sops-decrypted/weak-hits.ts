import type { Context, Document, Hit } from '../../model/rule.ts'
import { nameOf } from '../sops/leaf-hit.ts'
import { verdictOf } from './verdict.ts'
import type { Weakness } from './weakness.ts'

const words: Readonly<Record<Weakness, string>> = {
  short: 'has fewer than 8 bytes',
  placeholder: 'is a placeholder or a common word',
  pattern: 'repeats one pattern',
}

/** Each credential that is weak. Says why, and nothing of the value. */
export async function* weakHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const verdict = await verdictOf(document, context)
  for (const { leaf, weakness } of verdict?.credentials ?? [])
    if (weakness !== undefined)
      yield { span: document.spanOfText(leaf.start, leaf.end), note: `The value of ${nameOf(leaf)} ${words[weakness]}` }
}
