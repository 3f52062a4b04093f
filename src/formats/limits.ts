import type { Tree } from './tree.ts'

/** UTF-16 code units; a larger text is not read as a structure. */
export const maxLength = 8 * 1024 * 1024

/** Containers within containers. Parsers recurse, and a stack overflow inside a regular expression ends the process. */
export const maxDepth = 200

/** Tokens of one text; bounds memory, since one token of two bytes may cost hundreds. */
export const maxTokens = 1_000_000

/** A tree that holds nothing but the reason why. */
export const unreadable = (message: string, start: number, end: number): Tree => ({
  documents: [],
  problems: [{ message, start, end }],
  comments: [],
})

/** The answer for a text over {@link maxLength}, undefined for any other. */
export const tooLong = (text: string): Tree | undefined =>
  text.length > maxLength ? unreadable('larger than 8 MiB, the limit for reading structure', 0, text.length) : undefined

export const tooDeep = `nested deeper than ${maxDepth} levels`
export const tooMany = `more than ${maxTokens} tokens`
