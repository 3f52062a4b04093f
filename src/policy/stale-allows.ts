import type { Examination, InlineAllow, StaleAllow } from '../model/finding.ts'
import { type Acceptor, isExpired } from './acceptance.ts'
import type { Config } from './config.ts'

const keyOf = ({ path, line, rule }: InlineAllow): string => `${path}:${line}:${rule}`

/** Comments that allow nothing; a rule that was not run says nothing about its comments. */
const staleComments = (examination: Examination, idle: ReadonlySet<string>): StaleAllow[] => {
  const used = new Set(examination.findings.flatMap(({ inlineAllow }) => (inlineAllow ? [keyOf(inlineAllow)] : [])))
  const stale = new Map(examination.inlineAllows.map((allow) => [keyOf(allow), allow]))
  return [...stale.values()]
    .filter((allow) => !used.has(keyOf(allow)) && !idle.has(allow.rule))
    .map(({ path, line, rule }) => ({ where: `${path}:${line}`, rule, reason: 'matched nothing' }))
}

const staleEntries = (config: Config, now: Date, unmet: (index: number) => boolean): StaleAllow[] =>
  config.allow.flatMap((entry, index) => {
    const where = `${config.name} allow[${index}]`
    if (isExpired(entry, now)) return [{ where, rule: entry.rule, reason: `expired ${entry.expires}` }]
    return unmet(index) ? [{ where, rule: entry.rule, reason: 'matched nothing' }] : []
  })

/** Exemptions whose last day has passed; which of the others met a credential only `leaktight rotation` knows. */
const staleExemptions = ({ name, rotation }: Config, now: Date): StaleAllow[] =>
  rotation.exempt.flatMap(({ expires }, index) => {
    const where = `${name} rotation.exempt[${index}]`
    return isExpired({ expires }, now) ? [{ where, rule: 'rotation-overdue', reason: `expired ${expires}` }] : []
  })

/**
 * Allows without effect. An entry of the configuration that met nothing counts only after `whole`, an examination of
 * everything it could speak of.
 */
export const staleAllows = (
  examination: Examination,
  config: Config,
  { acceptor, idle, now, whole }: { acceptor: Acceptor; idle: ReadonlySet<string>; now: Date; whole: boolean },
): StaleAllow[] => {
  const unmet = (index: number): boolean => {
    const entry = config.allow[index]
    return whole && entry !== undefined && !idle.has(entry.rule) && !acceptor.met(entry)
  }
  return [...staleEntries(config, now, unmet), ...staleExemptions(config, now), ...staleComments(examination, idle)]
}
