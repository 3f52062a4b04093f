import type { Context, Document, Hit } from '../../model/rule.ts'
import { encSpans } from '../../sops/enc.ts'
import { hasMetadata } from '../../sops/has-metadata.ts'
import { requirementFor } from '../sops/requirement.ts'
import { isSourceCode } from '../sops/source-code.ts'

const marker = /^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?\r?$/gm
const side = /^[<>|]{7}/
const prose = /\.(?:md|mdx|markdown|rst|adoc|txt)$/i

/** One hit for all markers of a file, at the first of them. */
export async function* conflictHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const found = [...document.text.matchAll(marker)]
  const [first] = found
  const last = found.at(-1)
  if (first === undefined || last === undefined) return
  const twoSided = found.some(([line]) => side.test(line))
  if (!(await isMeant(document, context, twoSided))) return
  yield {
    span: document.spanOfText(first.index, first.index + first[0].trimEnd().length),
    extent: document.spanOfText(first.index, last.index + last[0].length),
    note: `This file is or must be encrypted, and ${found.length === 1 ? 'a line of it is a marker' : `${found.length} of its lines are markers`} of a merge conflict`,
  }
}

/** A row of `=` alone underlines headings, too; there only the metadata of SOPS tells. */
const isMeant = async (document: Document, context: Context, twoSided: boolean): Promise<boolean> => {
  const { path, text } = document
  if ((await requirementFor(document, context))?.certain === true) return twoSided || hasMetadata(path, text)
  if (prose.test(path) || isSourceCode(path)) return false
  return twoSided ? encSpans(text).next().done !== true : hasMetadata(path, text)
}
