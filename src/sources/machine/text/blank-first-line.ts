/** The same without what stands on the first line, so that lines stay where they are. */
export const blankFirstLine = (content: Buffer): Buffer => {
  const end = content.indexOf(0x0a)
  return end === -1 ? content : Buffer.from(content).fill(0x20, 0, end)
}
