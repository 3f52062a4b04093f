const backslash = 0x5c
const n = 0x6e
const blank = 0x20

/** A history file of fish: `\n` within a command becomes two blanks, so that lines and columns stay as they are. */
export const fishText = (content: Buffer): Buffer => {
  const text = Buffer.from(content)
  for (let at = text.indexOf(backslash); at !== -1; at = text.indexOf(backslash, at + 2)) {
    if (text[at + 1] === n) text.fill(blank, at, at + 2)
  }
  return text
}
