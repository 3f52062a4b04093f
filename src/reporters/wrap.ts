// A quoted path, and a command with its paths, are copied as printed: a break inside would change what they mean.
const quoted = String.raw`\$?'[^']*'(?:\\''[^']*')*[^ ]*`
const onFiles = `(?:leaktight shred|rm --|chmod [0-7]+|sqlite3)(?: (?:${quoted}|/[^ ]*))+`
const inPrivate = `leaktight run -- sh -c ${quoted} - [^ ]+ (?:${quoted}|/[^ ]*)`
const part = `(?:&&|\\||git|reflog|expire|gc|update-ref|--?\\w[\\w-]*(?:=(?:${quoted}|[^ ]*))?|refs/[^ ]*|[A-Z_]*HEAD|${quoted})`
const git = `git (?:reflog|gc|update-ref|for-each-ref|stash drop)(?: ${part})*`
const unit = new RegExp(` (${onFiles}|${inPrivate}|${git}|${quoted}|[^ ]*)`, 'g')

const unitsOf = (text: string): string[] => Array.from(` ${text}`.matchAll(unit), ([match]) => match.slice(1))

/** Breaks a sentence at spaces into lines of at most `width` characters; a longer word or command keeps its own line. */
export const wrapped = (text: string, width: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of unitsOf(text)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && longer.length > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}
