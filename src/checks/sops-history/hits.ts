import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import { leafHit, nameOf } from '../sops/leaf-hit.ts'
import type { Proof } from './compare.ts'
import { type Opened, type Origin, opened } from './opened.ts'
import { judgementOf } from './origin.ts'

/** More in one file are counted in a last hit, not listed. */
const mostListed = 100

const placed = (document: Document, { leaf, range }: Proof): Pick<Hit, 'span' | 'secret' | 'ofFile'> => {
  if (leaf !== undefined) return { ...leafHit(document, leaf), ofFile: true }
  if (range === undefined) return {}
  return { span: document.spanOfText(range.start, range.end), ofFile: true }
}

/** Why the file does not verify, one hit a proof. */
export async function* brokenHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const { broken, origin } = await judgementOf(document, context)
  const path = shellQuoted(document.path)
  for (const proof of broken)
    yield {
      ...placed(document, proof),
      ...(proof.severity === undefined ? {} : { severity: proof.severity }),
      note: `This file was changed by something else than SOPS: ${proof.words}`,
      remedy: `Bring back the version that SOPS wrote${shownBy(origin)} and make the change with sops edit ${path}.${proof.closed ? '' : ` Where the change is wanted as it stands, sops edit --ignore-mac ${path} and any edit write a new mac.`}`,
    }
}

const shownBy = (origin: Origin | undefined): string =>
  origin === undefined
    ? ''
    : ` (git show ${shellQuoted(`${origin.version.commit.slice(0, 12)}:${origin.version.path}`)})`

/** Ciphertext that is not what SOPS wrote. */
export async function* damagedHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const { damaged, origin } = await judgementOf(document, context)
  for (const { leaf } of damaged.slice(0, mostListed)) {
    const { span } = leafHit(document, leaf)
    yield {
      ...(span === undefined ? {} : { span }),
      ofFile: true,
      note: `The ciphertext of ${nameOf(leaf)} is not what SOPS wrote: its value is lost unless it is brought back`,
      remedy: `Bring back the value that SOPS wrote${shownBy(origin)}, and keep spell checkers and formatters away from encrypted files.`,
    }
  }
  if (damaged.length > mostListed)
    yield { note: `${damaged.length - mostListed} more values in this file are not what SOPS wrote` }
}

const mostNamed = 3

/** Recipients that were taken away while everything they could read stayed as it was. */
export async function* removedHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const { replaced } = await judgementOf(document, context)
  if (replaced.length === 0) return
  const file = await opened(document.path, document.text)
  const now = new Set(file === undefined ? [] : recipientsOf(file))
  const gone = new Set(replaced.flatMap(recipientsOf).filter((name) => !now.has(name)))
  if (gone.size === 0) return
  const names = [...gone]
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  yield {
    note: `${names.slice(0, mostNamed).join(', ')}${more} can no longer open this file, yet its data key and values are those that they could read`,
    remedy: `Run: sops rotate --in-place ${shellQuoted(document.path)}, and replace the credentials in it where the removed recipient must not know them.`,
  }
}

const recipientsOf = ({ file }: Opened): readonly string[] =>
  file.metadata.groups.flatMap(({ keys }) =>
    keys.filter(({ identity }) => identity !== '').map(({ type, identity }) => `${type} ${identity}`),
  )
