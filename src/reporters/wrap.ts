// A quoted path, and a command with its paths, are copied as printed: a break inside would change what they mean.
const quoted = String.raw`\$?'[^']*'(?:\\''[^']*')*[^ ]*`
const command = `leaktight shred (?:${quoted}|[^ ]+)(?: (?:${quoted}|/[^ ]*))*`
const unit = new RegExp(` (${command}|${quoted}|[^ ]*)`, 'g')

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
