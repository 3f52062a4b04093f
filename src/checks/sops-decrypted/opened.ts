import type { Context, Document } from '../../model/rule.ts'

interface Opened {
  readonly age: Set<string>
  readonly sops: Set<string>
}

const runs = new WeakMap<Context, Opened>()

const openedIn = (context: Context): Opened => {
  const known = runs.get(context) ?? { age: new Set(), sops: new Set() }
  runs.set(context, known)
  return known
}

/** Remembers that a file was opened, and with what. */
export const countOpened = ({ path }: Document, context: Context, by: 'age' | 'sops'): void => {
  openedIn(context)[by].add(path)
}

/** Which keys opened how many files of a run; undefined where none was opened. */
export const openedSentence = (context: Context): string | undefined => {
  const { age, sops } = openedIn(context)
  if (age.size + sops.size === 0) return undefined
  const parts = [
    ...(age.size === 0 ? [] : [`${files(age.size)} with an age identity of this machine`]),
    ...(sops.size === 0 ? [] : [`${files(sops.size)} with the sops on PATH`]),
  ]
  return `Opened in memory: ${parts.join(', ')}.`
}

const files = (count: number): string => `${count} ${count === 1 ? 'encrypted file' : 'encrypted files'}`
