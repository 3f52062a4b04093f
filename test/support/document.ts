import { TextDecoder } from 'node:util'
import type { CheckPolicy, Context, Document, History, Hit, Keys, Rule } from '../../src/model/rule.ts'
import type { Origin, Unit } from '../../src/model/unit.ts'

export interface DocumentOptions {
  /** The version before the change; null when the file is new. Left out: the source knows no change. */
  readonly base?: string | Uint8Array | null
  /** Files that the same change deletes, by path. */
  readonly removed?: Readonly<Record<string, string | Uint8Array>>
  readonly origin?: Origin
  readonly whole?: boolean
}

export const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content

/** A unit whose bytes lie in memory. */
export const unitOf = (path: string, bytes: Uint8Array, { base, origin, removed }: DocumentOptions = {}): Unit => ({
  path,
  origin: origin ?? { from: 'index' },
  size: bytes.length,
  bytes: () => bytes,
  async *chunks() {
    yield bytes
  },
  ...(base === undefined ? {} : { base: async () => (base === null ? undefined : bytesOf(base)) }),
  ...(removed === undefined
    ? {}
    : {
        removed: Object.entries(removed).map(([gone, content]) => ({
          path: gone,
          bytes: async () => bytesOf(content),
        })),
      }),
})

/** A document in memory, as the engine would open it. */
export const documentOf = (path: string, content: string | Uint8Array, options: DocumentOptions = {}): Document => {
  const bytes = bytesOf(content)
  const buffer = Buffer.from(bytes)
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const folded = buffer.toString('latin1').replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const byteOffset = (offset: number): number =>
    text.length === bytes.length ? offset : Buffer.byteLength(text.slice(0, offset))
  return {
    unit: unitOf(path, bytes, options),
    path,
    bytes,
    text,
    binary: bytes.includes(0),
    whole: options.whole ?? true,
    first: true,
    slice: (start, end) => buffer.toString('latin1', start, end),
    spanOfText: (start, end) => ({ start: byteOffset(start), end: byteOffset(end) }),
    offsetsOf: ({ keywords }) =>
      keywords.flatMap((keyword) => offsetsOf(folded, Buffer.from(keyword).toString('latin1'))).sort((a, b) => a - b),
  }
}

const offsetsOf = (text: string, keyword: string): number[] => {
  const offsets: number[] = []
  for (let at = text.indexOf(keyword); at !== -1; at = text.indexOf(keyword, at + 1)) offsets.push(at)
  return offsets
}

export interface ContextOptions {
  /** The repository: contents by path. Left out: there is no repository. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly policy?: Partial<CheckPolicy>
  readonly history?: History
  readonly now?: string | Date
  readonly keys?: Keys
}

/** A context whose repository lies in memory and whose clock stands still. */
export const contextOf = ({
  files,
  policy,
  history,
  keys,
  now = '2026-01-01T00:00:00Z',
}: ContextOptions = {}): Context => ({
  now: () => new Date(now),
  policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14, ...policy },
  ...(history === undefined ? {} : { history }),
  ...(keys === undefined ? {} : { keys }),
  ...(files === undefined
    ? {}
    : {
        repository: {
          root: '/repository',
          read: async (path) => {
            const content = files[path]
            return content === undefined ? undefined : bytesOf(content)
          },
          list: async () => Object.keys(files),
        },
      }),
})

/** What one rule says about a document, with the engine's own conditions for asking it. */
export const hitsOf = async (rule: Rule, document: Document, context: Context = contextOf()): Promise<Hit[]> => {
  if (rule.paths !== undefined && !rule.paths(document.path)) return []
  if (rule.textOnly && document.binary) return []
  if (rule.wholeOnly && !document.whole) return []
  const { keywords, meta } = rule
  if (keywords !== undefined && document.offsetsOf({ id: meta.id, keywords }).length === 0) return []
  const hits: Hit[] = []
  for await (const hit of rule.check(document, context)) hits.push(hit)
  return hits
}

/** 1-based line of a hit; 0 for a statement about the whole file. */
export const lineOf = (document: Document, hit: Hit): number =>
  hit.span === undefined ? 0 : document.slice(0, hit.span.start).split('\n').length
