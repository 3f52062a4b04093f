export const newline = 0x0a
const tab = 0x09

/** What lies between bytes that are no text becomes lines: what `strings` shows, without a shortest length. */
export const printableLines = (content: Buffer): Buffer => {
  const text = Buffer.from(content)
  for (let index = 0; index < text.length; index++) {
    const byte = text[index] ?? 0
    if ((byte < 0x20 && byte !== tab) || byte === 0x7f) text[index] = newline
  }
  return text
}
