import type { Severity } from '../../model/rule.ts'

/** What is wrong with a threshold or with one of the groups. */
export interface ShamirFlaw {
  readonly note: string
  readonly severity: Severity
  /** Index of the group it is about; absent for the threshold. */
  readonly group?: number
}

/**
 * Judges a threshold by the groups it is over, each by its number of keys; without one SOPS wants all groups. One group
 * is not split, and one without keys says only that its keys are named elsewhere.
 */
export function* shamirFlaws(threshold: number | undefined, sizes: readonly number[]): Generator<ShamirFlaw> {
  const groups = sizes.length
  if (groups <= 1) {
    if (groups === 1 && threshold !== undefined && threshold !== 0)
      yield { severity: 'low', note: `shamir_threshold is ${threshold}, and with one key group it has no effect` }
    return
  }
  if (threshold !== undefined && threshold !== 0) yield* thresholdFlaws(threshold, groups)
  for (const [group, size] of sizes.entries())
    if (size === 0)
      yield { severity: 'high', group, note: `Key group ${group + 1} has no key, so its share is nobody's` }
}

function* thresholdFlaws(threshold: number, groups: number): Generator<ShamirFlaw> {
  if (threshold > groups)
    yield { severity: 'high', note: `shamir_threshold is ${threshold}, and there are only ${groups} key groups` }
  else if (threshold < 2)
    yield {
      severity: 'high',
      note: `shamir_threshold is ${threshold}: every key group alone would be enough, which SOPS refuses to split`,
    }
}
