import { readFileSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { keyPlaces } from '../sources/machine/key-files.ts'
import { readOwnFile } from '../sources/machine/own-file.ts'
import type { Invocation } from './invocation.ts'

/** No identity file is nearly as large. */
const longest = 1024 * 1024

/** As written by age-keygen, or in lower case; of UTF-16 the letters are looked at. */
const identitiesIn = (text: string): readonly string[] =>
  (text.replaceAll('\0', '').match(/AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+/gi) ?? []).map((found) => found.toUpperCase())

const realOf = (path: string): Promise<string | undefined> => realpath(path).catch(() => undefined)

/** What sops would find if the file at `path` were gone. */
const identitiesBeside = async (path: string, { env, cwd }: Invocation): Promise<ReadonlySet<string>> => {
  const real = await realOf(path)
  const texts = [env.SOPS_AGE_KEY ?? '']
  for (const place of keyPlaces(env, cwd)) {
    const other = place.kind === 'age' ? await realOf(place.path) : undefined
    if (other !== undefined && other !== real) texts.push(textOf(other))
  }
  return new Set(texts.flatMap(identitiesIn))
}

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return '' // another user's: nobody knows what it holds
  }
}

/** Whether a file holds age identities of which sops knows no other copy; it does, where that cannot be known. */
export const isOnlyKey = async (path: string, invocation: Invocation): Promise<boolean> => {
  const file = readOwnFile(path, invocation.uid ?? 0, longest)
  const identities = file.kind === 'content' ? identitiesIn(file.bytes.toString('latin1')) : []
  if (identities.length === 0) return true
  const others = await identitiesBeside(path, invocation)
  return !identities.every((identity) => others.has(identity))
}
