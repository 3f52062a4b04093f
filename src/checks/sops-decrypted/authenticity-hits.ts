import type { TextRange } from '../../formats/tree.ts'
import { CannotCheckError } from '../../model/errors.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import { rangeOfField } from '../../sops/metadata.ts'
import { nameOf } from '../sops/leaf-hit.ts'
import { type Verdict, verdictOf } from './verdict.ts'

/** More in one file are counted in a last hit, not listed. */
const mostListed = 100

const uncountable =
  'the mac cannot be checked: a value that is not encrypted is an alias, has a tag, or is a number that SOPS cannot hold'

/** Where the mac stands, when it does not fit. */
export async function* macHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const verdict = await verdictOf(document, context)
  if (verdict?.authenticity.mac === 'unknown') throw new CannotCheckError(uncountable)
  if (verdict?.authenticity.mac !== 'wrong') return
  const { metadata } = verdict.file
  const at = rangeOfField(metadata, 'mac') ?? metadata.block
  const missing = (metadata.mac ?? '') === ''
  yield {
    ...hitAt(document, at, verdict),
    ...(missing ? { note: 'The file has no mac, so nothing proves that its values are the ones SOPS wrote' } : {}),
  }
}

/** Each value that is not authentic. */
export async function* leafHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const verdict = await verdictOf(document, context)
  if (verdict === undefined) return
  const { unauthentic } = verdict.authenticity
  for (const leaf of unauthentic.slice(0, mostListed)) {
    const note = `${nameOf(leaf)} is not what SOPS wrote at this place: damaged, moved here, or its key was renamed`
    yield { ...hitAt(document, leaf, verdict), note }
  }
  if (unauthentic.length > mostListed)
    yield { note: `${unauthentic.length - mostListed} more values are not authentic` }
  if (verdict.treeRefused) yield { note: 'sops refuses a value of this file, and does not say which', ...told(verdict) }
}

/** Each comment that is not authentic. */
export async function* commentHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const verdict = await verdictOf(document, context)
  for (const comment of verdict?.authenticity.unauthenticComments.slice(0, mostListed) ?? [])
    if (verdict !== undefined) yield hitAt(document, comment, verdict)
}

const hitAt = (document: Document, { start, end }: TextRange, verdict: Verdict): Hit => ({
  span: document.spanOfText(start, end),
  ...told(verdict),
})

const told = ({ by }: Verdict): Pick<Hit, 'details'> => ({
  details: { openedBy: by === 'age' ? 'an age identity' : 'sops' },
})
