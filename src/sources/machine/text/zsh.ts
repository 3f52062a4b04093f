const meta = 0x83
const backslash = 0x5c
const newline = 0x0a

/**
 * A history file of zsh as it was typed: 0x83 stands before a byte with bit 5 inverted (`Meta` in zsh.h), and a
 * backslash before each newline within a command. Lines stay where they are.
 */
export const zshText = (content: Buffer): Buffer => {
  const text = Buffer.allocUnsafeSlow(content.length)
  let length = 0
  for (let index = 0; index < content.length; index++) {
    let byte = content[index] ?? 0
    if (byte === backslash && content[index + 1] === newline) continue
    if (byte === meta && index + 1 < content.length) byte = (content[++index] ?? 0) ^ 0x20
    text[length++] = byte
  }
  return text.subarray(0, length)
}
