import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { reasonOf } from '../../model/errors.ts'
import type { ReadFailure } from '../../model/unit.ts'
import { isGone } from './codes.ts'
import { type KeyPlace, lookAtKeyFile } from './key-files.ts'

/** What the comments of a file of age identities say; the identities themselves are never kept. */
export interface IdentityComments {
  readonly path: string
  readonly identities: readonly { readonly created?: string; readonly recipient?: string }[]
}

/** No identity file is nearly as large. */
const longest = 1024 * 1024

/** Undefined where there is no regular file, or one that is not the user's to read. */
export const readIdentityComments = (place: KeyPlace): IdentityComments | ReadFailure | undefined => {
  const facts = lookAtKeyFile(place)
  if (facts === undefined || 'reason' in facts) return facts
  try {
    return { path: place.path, identities: identitiesIn(facts.real) }
  } catch (error) {
    return isGone(error) || !place.own ? undefined : { path: place.path, reason: reasonOf(error) }
  }
}

const identitiesIn = (path: string): IdentityComments['identities'] => {
  const bytes = readOnce(path)
  try {
    return commentsIn(bytes)
  } finally {
    bytes.fill(0)
  }
}

const readOnce = (path: string): Buffer => {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const stats = fstatSync(file)
    if (!stats.isFile() || stats.size > longest) return Buffer.alloc(0)
    const bytes = Buffer.alloc(stats.size)
    return bytes.subarray(0, readSync(file, bytes, 0, stats.size, 0))
  } finally {
    closeSync(file)
  }
}

const hash = 0x23

/** `# created:` and `# public key:` stand above the identity they speak of. */
export const commentsIn = (bytes: Buffer): IdentityComments['identities'] => {
  const found: { created?: string; recipient?: string }[] = []
  let above: { created?: string; recipient?: string } = {}
  for (let start = 0; start < bytes.length; ) {
    const next = bytes.indexOf('\n', start)
    const end = next === -1 ? bytes.length : next
    if (bytes[start] === hash)
      above = { ...above, ...said(bytes.toString('latin1', start, Math.min(end, start + 200))) }
    else if (bytes.toString('latin1', start, start + 4) === 'AGE-') {
      found.push(above)
      above = {}
    }
    start = end + 1
  }
  return found
}

const said = (comment: string): { created?: string; recipient?: string } => {
  const [, created] = /^#\s*created:\s*(\S+)/.exec(comment) ?? []
  const [, recipient] = /^#\s*public key:\s*(age1\w+)/.exec(comment) ?? []
  return { ...(created && { created }), ...(recipient && { recipient }) }
}
