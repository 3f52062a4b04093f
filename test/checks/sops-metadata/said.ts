import { sopsMetadataRules } from '../../../src/checks/sops-metadata/index.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'

export interface Said {
  readonly rule: string
  readonly line: number
  readonly severity: string
  readonly note: string
}

/** Everything the rules about metadata say about a file, in the order of the rules. */
export const said = async (path: string, text: string, now: string | Date = new Date()): Promise<Said[]> => {
  const all: Said[] = []
  for (const rule of sopsMetadataRules) {
    const document = documentOf(path, text)
    for (const hit of await hitsOf(rule, document, contextOf({ now })))
      all.push({
        rule: rule.meta.id,
        line: lineOf(document, hit),
        severity: hit.severity ?? rule.meta.severity,
        note: hit.note ?? '',
      })
  }
  return all
}

export const rulesAndLines = (all: readonly Said[]): [string, number][] => all.map(({ rule, line }) => [rule, line])

/** 1-based line of the first match. */
export const lineWith = (text: string, pattern: RegExp): number => {
  const at = text.search(pattern)
  if (at === -1) throw new Error(`no line matches ${pattern}`)
  return text.slice(0, at).split('\n').length
}
