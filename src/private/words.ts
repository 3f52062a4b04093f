/** The words of a command as the package `shlex` of Go splits them, with which sops reads the name of its editor. */
export const shellWords = (text: string): readonly string[] | undefined => {
  const words: string[] = []
  const word = /\s*((?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s\\'"])+)/y
  let at = 0
  while (text.slice(at).trim() !== '') {
    word.lastIndex = at
    const [, found] = word.exec(text) ?? []
    if (found === undefined) return undefined
    words.push(unquoted(found))
    at = word.lastIndex
  }
  return words
}

const unquoted = (word: string): string =>
  word.replace(
    /\\([\s\S])|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"/g,
    (_, escaped?: string, single?: string, double?: string) =>
      escaped ?? single ?? (double ?? '').replace(/\\([\s\S])/g, '$1'),
  )

/** The other way round. */
export const quotedWords = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
