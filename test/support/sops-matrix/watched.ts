import { CannotCheckError } from '../../../src/model/errors.ts'
import type { Hit, Rule } from '../../../src/model/rule.ts'

/** What was seen of rules at work. */
export interface Watch {
  /** Exceptions that say of nothing that it cannot be checked, with the first lines of their stacks. */
  readonly crashes: string[]
  slowest: { readonly rule: string; readonly ms: number }
  /** Time of this process alone is measured. */
  own: boolean
}

export const newWatch = (): Watch => ({ crashes: [], slowest: { rule: '', ms: 0 }, own: false })

/** Milliseconds since; with `own`, which costs more, of this process alone where the machine is busy with others. */
export const stopwatch = (own: boolean): (() => number) => {
  const start = performance.now()
  const used = own ? process.cpuUsage() : undefined
  return () => {
    const ms = performance.now() - start
    const { user = 0, system = 0 } = used === undefined ? {} : process.cpuUsage(used)
    return used === undefined ? ms : Math.min(ms, (user + system) / 1000)
  }
}

/** The same rule, whose exceptions and time are noted. */
export const watched = (rule: Rule, watch: Watch): Rule => {
  const { prepare } = rule
  const note = (error: unknown): never => {
    if (!(error instanceof CannotCheckError)) watch.crashes.push(`${rule.meta.id}: ${stackOf(error)}`)
    throw error
  }
  const done = (elapsed: () => number): void => {
    const ms = elapsed()
    if (ms > watch.slowest.ms) watch.slowest = { rule: rule.meta.id, ms }
  }
  return {
    ...rule,
    ...(prepare === undefined ? {} : { prepare: (context) => prepare(context).catch(note) }),
    check: (document, context) => {
      const elapsed = stopwatch(watch.own)
      try {
        const hits = rule.check(document, context)
        if (Symbol.asyncIterator in hits) return later(hits, note, () => done(elapsed))
        const all = [...hits]
        done(elapsed)
        return all
      } catch (error) {
        return note(error)
      }
    },
  }
}

async function* later(
  hits: AsyncIterable<Hit>,
  note: (error: unknown) => never,
  done: () => void,
): AsyncGenerator<Hit> {
  try {
    yield* hits
  } catch (error) {
    note(error)
  } finally {
    done()
  }
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 4).join(' ') : String(error)
