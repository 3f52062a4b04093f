import type { Token, Word } from './token.ts'

const keywordsBefore: ReadonlySet<string> = new Set([
  ...['if', 'then', 'elif', 'else', 'while', 'until', 'do', '{', '!', 'time'],
])

export const isWord = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'word' && token.end - token.start === text.length && plainText(token) === text

export const opensCondition = (token: Token, before: Token | undefined): boolean =>
  isWord(token, '[[') && startsCommand(before)

export const startsCommand = (before: Token | undefined): boolean =>
  before === undefined ||
  before.kind === 'operator' ||
  (before.kind === 'word' && keywordsBefore.has(plainText(before)))

/** In `case x in y) …` the parenthesis closes nothing. */
export const caseStep = (word: Word): number => {
  const text = plainText(word)
  if (text === 'case') return 1
  return text === 'esac' ? -1 : 0
}

/** The text of a word that is nothing but text; empty for any other. */
export const plainText = (word: Word): string => {
  let text = ''
  for (const part of word.parts) {
    if (part.kind !== 'text') return ''
    text += part.text
  }
  return text
}
