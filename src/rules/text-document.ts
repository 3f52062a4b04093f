import type { Document, Span } from '../model/rule.ts'
import type { Unit } from '../model/unit.ts'

const unitOf = (path: string, bytes: Uint8Array): Unit => ({
  path,
  origin: { from: 'stdin' },
  size: bytes.length,
  bytes: () => bytes,
  async *chunks() {
    yield bytes
  },
})

const keywordsIn = (haystack: string, keywords: readonly string[]): readonly number[] => {
  const offsets = new Set<number>()
  for (const keyword of keywords) {
    for (let at = haystack.indexOf(keyword); at !== -1; at = haystack.indexOf(keyword, at + 1)) offsets.add(at)
  }
  return [...offsets].sort((a, b) => a - b)
}

/** A document in memory, searched naively: for the examples of rule files and for tests. */
export const textDocument = (path: string, content: string | Uint8Array): Document => {
  const bytes = Buffer.from(content)
  const text = bytes.toString('utf8')
  const latin1 = bytes.toString('latin1')
  const folded = latin1.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  const spanOfText = (start: number, end: number): Span => {
    const from = Buffer.byteLength(text.slice(0, start))
    return { start: from, end: from + Buffer.byteLength(text.slice(start, end)) }
  }
  return {
    unit: unitOf(path, bytes),
    path,
    bytes,
    binary: bytes.includes(0),
    whole: true,
    first: true,
    text,
    slice: (start, end) => latin1.slice(start, end),
    spanOfText,
    offsetsOf: ({ keywords }) => keywordsIn(folded, keywords),
  }
}
