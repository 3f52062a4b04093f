import { leftoverKeyTree } from '../../../src/checks/leftovers/key-tree.ts'
import { openDocument } from '../../../src/engine/document.ts'
import { imageFor, searchOf } from '../../../src/engine/search.ts'
import type { Context, Document, Hit } from '../../../src/model/rule.ts'

/** A well-formed encrypted value; the bytes mean nothing. */
export const enc = (): string =>
  `ENC[AES256_GCM,data:${'A'.repeat(8)},iv:${'A'.repeat(43)}=,tag:${'A'.repeat(22)}==,type:str]`

const metadata = (): string =>
  `sops:\n    lastmodified: "2026-01-01T00:00:00Z"\n    mac: ${enc()}\n    version: 3.13.2\n`

/** An encrypted YAML file with these top-level keys. */
export const encryptedYaml = (...keys: readonly string[]): string =>
  `${keys.map((key) => `${key}: ${enc()}\n`).join('')}${metadata()}`

export const contextOf = (files: Readonly<Record<string, string>>): Context & { readonly reads: string[] } => {
  const reads: string[] = []
  return {
    reads,
    now: () => new Date(0),
    policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 },
    repository: {
      root: '/repository',
      list: async () => Object.keys(files),
      read: async (path) => {
        reads.push(path)
        return files[path] === undefined ? undefined : Buffer.from(files[path])
      },
    },
  }
}

export const documentOf = (path: string, content: string | Uint8Array): Document => {
  const bytes = Buffer.from(content)
  const unit = {
    path,
    origin: { from: 'machine' as const },
    size: bytes.length,
    bytes: () => bytes,
    async *chunks() {
      yield bytes
    },
  }
  const part = { whole: true, first: true, binary: bytes.includes(0) }
  return openDocument(unit, bytes, searchOf(imageFor([], undefined)).in(bytes), part)
}

export const keyTreeHits = (path: string, content: string, context: Context): Promise<Hit[]> =>
  keyTreeHitsIn(path, content, context)

/** The same of content that need not be text. */
export const keyTreeHitsIn = async (path: string, content: string | Uint8Array, context: Context): Promise<Hit[]> => {
  const hits: Hit[] = []
  for await (const hit of leftoverKeyTree.check(documentOf(path, content), context)) hits.push(hit)
  return hits
}
