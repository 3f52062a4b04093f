import { expect, it } from 'vitest'
import type { Rule, Severity } from '../../../src/model/rule.ts'
import { documentOf, hitsOf } from '../../support/document.ts'

export const workflow = '.github/workflows/ci.yml'
export const gitlab = '.gitlab-ci.yml'

/** A text in which `«…»` marks what a rule must point at. */
export const unmarked = (text: string): { text: string; spans: string[] } => {
  const spans: string[] = []
  let clean = ''
  let start = 0
  for (const character of text) {
    if (character === '«') start = clean.length
    else if (character === '»') spans.push(`${start}-${clean.length}: ${clean.slice(start)}`)
    else clean += character
  }
  return { text: clean, spans }
}

export interface Said {
  readonly spans: string[]
  readonly severities: Severity[]
}

/** What a rule points at, in the order of the text. */
export const said = async (rule: Rule, text: string, path = workflow): Promise<Said> => {
  const hits = await hitsOf(rule, documentOf(path, text))
  const sorted = hits.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0))
  return {
    spans: sorted.map(({ span }) => `${span?.start}-${span?.end}: ${text.slice(span?.start, span?.end)}`),
    severities: sorted.map(({ severity }) => severity ?? rule.meta.severity),
  }
}

/** A workflow of one job with these steps, each of which is text below `steps:`. */
export const steps = (...texts: string[]): string =>
  `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${texts.map(indented).join('')}`

const indented = (text: string): string =>
  `${text
    .split('\n')
    .map((line, index) => `      ${index === 0 ? '- ' : '  '}${line}`)
    .join('\n')}\n`

/** Each text is found at its marks and nowhere else, with this severity; a path may follow. */
export const finds = (rule: Rule, cases: readonly (readonly [string, Severity, string?])[]): void => {
  it.each(cases.map(([marked, severity, path = workflow]) => ({ marked, severity, path })))(
    'finds $marked',
    async ({ marked, severity, path }) => {
      const { text, spans } = unmarked(marked)
      expect(spans.length).toBeGreaterThan(0)
      const { spans: found, severities } = await said(rule, text, path)
      expect(found).toEqual(spans)
      expect(severities).toEqual(spans.map(() => severity))
    },
  )
}

export const isSilent = (rule: Rule, cases: readonly string[], path = workflow): void => {
  it.each(cases.map((text) => [text]))(`has nothing to say in ${path} about %s`, async (text) => {
    expect((await said(rule, text, path)).spans).toEqual([])
  })
}
