import { CannotCheckError } from '../model/errors.ts'
import type { GitObject, ObjectReader } from './blobs.ts'
import { MissingObjectError } from './missing-objects.ts'

/** The first line of a tag object: `object SP <oid> LF` (git-mktag(1)). */
export const taggedBy = (tag: Uint8Array): string | undefined =>
  /^object ([0-9a-f]{40,64})\n/.exec(Buffer.from(tag).toString('latin1', 0, 80))?.[1]

const targetOf = ({ type, oid, bytes }: GitObject): string | undefined => {
  if (type !== 'tag') return undefined
  const target = taggedBy(bytes ?? new Uint8Array())
  if (target === undefined) throw new CannotCheckError(`tag ${oid} is damaged or too large; run git fsck`)
  return target
}

/** An object and, as long as it is a tag, what it points at; the last one is a commit, a tree or a blob. */
export const peeled = async (reader: ObjectReader, oid: string): Promise<GitObject[]> => {
  const objects: GitObject[] = []
  for (let next: string | undefined = oid; next !== undefined; ) {
    const object: GitObject | undefined = await reader.read(next)
    if (object === undefined) throw new MissingObjectError(next)
    objects.push(object)
    next = targetOf(object)
  }
  return objects
}
