import { CannotCheckError } from '../../model/errors.ts'
import type { Document, Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { type Excerpt, excerptsOf } from './embedded.ts'
import { type EncryptedFile, keyOf, type SealedFile } from './encrypted-files.ts'
import { mayResemble, mostAlike } from './likeness.ts'
import { readingsOfFile } from './parse.ts'
import { type Filled, firstSealed, plainFile, type Values, valuesOf } from './plain-values.ts'

// A file of credentials that somebody pasted or an editor kept.
const longestExcerpt = 256 * 1024

/** The first excerpt of content that repeats the keys of an encrypted file. */
export const embeddedHit = async (document: Document, files: readonly SealedFile[]): Promise<Hit | undefined> => {
  const known = new Set(files.flatMap(({ names }) => [...names]))
  let read = 0
  for (const excerpt of excerptsOf(document)) {
    if (excerpt.text.length > longestExcerpt || !namesAny(excerpt, known)) continue
    if (++read > mostRead) throw new CannotCheckError(`holds more than ${mostRead} places with keys of encrypted files`)
    const hit = await hitIn(excerpt, document, files)
    if (hit !== undefined) return hit
  }
  return undefined
}

const mostRead = 2_000

const namesAny = ({ text }: Excerpt, known: ReadonlySet<string>): boolean => {
  for (const [word] of text.matchAll(/[\w.-]+/g)) if (known.has(word.toLowerCase())) return true
  return false
}

const hitIn = async (excerpt: Excerpt, { bytes }: Document, files: readonly SealedFile[]): Promise<Hit | undefined> => {
  const text = excerpt.text.toLowerCase()
  const alike = files.filter((file) => mayResemble(text, file))
  if (alike.length === 0) return undefined
  for (const leaves of await readingsOfFile(excerpt.name, excerpt.text)) {
    const values = valuesOf(leaves)
    const file = await repeatedBy(excerpt, values, alike)
    if (file !== undefined) return hitAt(excerpt, values.filled, file, bytes.length)
  }
  return undefined
}

/** Among the assignments of a history only those count that an encrypted file has too. */
const repeatedBy = async (
  { name }: Excerpt,
  values: Values,
  files: readonly SealedFile[],
): Promise<EncryptedFile | undefined> => {
  if (values.filled.length === 0) return undefined
  if (!name.endsWith('.env')) return mostAlike(plainFile(name, values), files)
  const known = new Set(files.flatMap((file) => [...file.names]))
  const leaves = values.leaves.filter(({ path }) => known.has(keyOf(path)))
  return leaves.length === 0 ? undefined : mostAlike(plainFile(name, valuesOf(leaves)), files)
}

const hitAt = (excerpt: Excerpt, filled: readonly Filled[], file: EncryptedFile, most: number): Hit => {
  const found: Hit = { note: `repeats the keys of ${file.path}`, details: { like: file.path } }
  const first = firstSealed(filled, file)
  if (first === undefined) return found
  const { start, end, value } = first.node
  const at = excerpt.at(start)
  return { ...found, span: { start: at, end: Math.min(most, at + end - start) }, secret: new Secret(String(value)) }
}
