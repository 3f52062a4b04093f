import type { Document, Rule } from '../model/rule.ts'
import { expandMould } from './moulds.ts'
import type { PatternData } from './pattern-data.ts'
import { patternRule } from './pattern-rule.ts'
import type { Example, RuleEntry } from './rule-entry.ts'

/** Opens a text as a document, as the engine would or as {@link textDocument} does. */
export type Open = (path: string, text: string) => Document

const seeds = [1, 2, 3, 4, 5]

const partsOf = (example: Example): { path: string; text: string } =>
  typeof example === 'string' ? { path: 'example.yaml', text: example } : example

const context = {
  now: () => new Date(0),
  policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 },
}

const hitsOf = async (rule: Rule, example: Example, seed: number, open: Open): Promise<number> => {
  const { path, text } = partsOf(example)
  let hits = 0
  for await (const _ of rule.check(open(path, expandMould(text, seed)), context)) hits += 1
  return hits
}

const firstLine = (example: Example): string => partsOf(example).text.trim().split('\n', 1)[0] ?? ''

/** Runs the rule over each example with several seeds, and tells of each that does not do what its list says. */
export const runExamples = async (entry: RuleEntry, data: PatternData, file: string, open: Open): Promise<string[]> => {
  const rule = patternRule(data)
  const failures: string[] = []
  const expect = async (list: 'match' | 'ignore', complaint: string): Promise<void> => {
    for (const [index, example] of entry.examples[list].entries()) {
      for (const seed of seeds) {
        const found = (await hitsOf(rule, example, seed, open)) > 0
        if (found === (list === 'match')) continue
        const place = `${file}: "${entry.id}": examples.${list}[${index}] (seed ${seed})`
        failures.push(`${place} ${complaint}: ${firstLine(example)}`)
        break
      }
    }
  }
  await expect('match', 'is not found')
  await expect('ignore', 'is found')
  return failures
}
