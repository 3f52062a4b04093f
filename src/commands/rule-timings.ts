import { examine } from '../engine/examine.ts'
import { triggerOf } from '../engine/triggers.ts'
import type { Document, Hit, Rule } from '../model/rule.ts'
import { pathsSource } from '../sources/paths.ts'
import { diskState } from '../sources/states.ts'
import type { Invocation, Outcome } from './invocation.ts'
import { readConfig, setUp } from './setup.ts'

/** What one rule did during a scan. */
export interface Timing {
  readonly rule: string
  /** Documents that its check saw. */
  documents: number
  /** Places of its keywords behind which a match could follow. */
  places: number
  hits: number
  milliseconds: number
}

async function* measured(hits: () => Iterable<Hit> | AsyncIterable<Hit>, timing: Timing): AsyncGenerator<Hit> {
  const found: Hit[] = []
  const start = performance.now()
  const answered = hits()
  if (Symbol.iterator in answered) for (const hit of answered) found.push(hit)
  else for await (const hit of answered) found.push(hit)
  timing.milliseconds += performance.now() - start
  timing.hits += found.length
  yield* found
}

/** The same rule with a stopwatch. */
const timed = (rule: Rule, timing: Timing): Rule => {
  const trigger = triggerOf(rule)
  return {
    ...rule,
    check: (document: Document, context) => {
      timing.documents++
      timing.places += trigger === undefined ? 0 : document.offsetsOf(trigger).length
      return measured(() => rule.check(document, context), timing)
    },
  }
}

/** One line a rule, the costliest first; what is no rule's is reading, searching for keywords and the engine. */
export const timingsText = (timings: readonly Timing[], total: number, bytes: number): string => {
  const share = (milliseconds: number): string => `${((100 * milliseconds) / total).toFixed(1)} %`
  const sorted = [...timings].filter(({ documents }) => documents > 0).sort((a, b) => b.milliseconds - a.milliseconds)
  const others = total - sorted.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  const width = Math.max(24, ...sorted.map(({ rule }) => rule.length))
  const line = (cells: readonly [string, string, string, string, string, string]): string =>
    `${cells[0].padEnd(width)}${cells
      .slice(1)
      .map((cell) => cell.padStart(12))
      .join('')}\n`
  return [
    line(['rule', 'documents', 'places', 'hits', 'ms', 'share']),
    ...sorted.map(({ rule, documents, places, hits, milliseconds }) =>
      line([rule, `${documents}`, `${places}`, `${hits}`, milliseconds.toFixed(1), share(milliseconds)]),
    ),
    line(['(reading and searching)', '', '', '', others.toFixed(1), share(others)]),
    line(['(all)', '', '', '', total.toFixed(1), `${(bytes / 1e3 / total).toFixed(0)} MB/s`]),
  ].join('')
}

/** `leaktight rules list --timings PATH`: what each rule costs on the files below a path. */
export const ruleTimingsCommand = async (
  invocation: Invocation,
  root: string,
  path: string,
  configPath: string | undefined,
): Promise<Outcome> => {
  const config = await readConfig(invocation.cwd, root, configPath)
  const setup = await setUp(root, config, {})
  const timings: Timing[] = []
  const rules = setup.rules.map((rule) => {
    const timing: Timing = { rule: rule.meta.id, documents: 0, places: 0, hits: 0, milliseconds: 0 }
    timings.push(timing)
    return timed(rule, timing)
  })
  const { cwd, stdin } = invocation
  const source = pathsSource({
    cwd,
    root,
    paths: [path],
    dependencies: true,
    stdin,
    holdBytes: config.limits.holdBytes,
  })
  const context = { now: invocation.now, policy: setup.checkPolicy, repository: diskState(root) }
  const start = performance.now()
  const { bytes } = await examine(source, rules, context, setup.examineOptions)
  return { text: timingsText(timings, performance.now() - start, bytes), exitCode: 0 }
}
