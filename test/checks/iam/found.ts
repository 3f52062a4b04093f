import { iamRules } from '../../../src/checks/iam/index.ts'
import { documentOf, hitsOf, lineOf } from '../../support/document.ts'

/** What the rules about IAM say of a text: `line rule severity`, by line. */
export const found = async (path: string, text: string): Promise<readonly string[]> => {
  const document = documentOf(path, text)
  const all: [number, string][] = []
  for (const rule of iamRules)
    for (const hit of await hitsOf(rule, document))
      all.push([lineOf(document, hit), `${rule.meta.id} ${hit.severity ?? rule.meta.severity}`])
  return all.sort(([a, one], [b, other]) => a - b || (one < other ? -1 : 1)).map(([line, what]) => `${line} ${what}`)
}

/** Those that make a run fail. */
export const failing = async (path: string, text: string): Promise<readonly string[]> =>
  (await found(path, text)).filter((each) => !each.endsWith(' low'))
