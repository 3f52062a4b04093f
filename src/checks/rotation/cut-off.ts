import type { History } from '../../model/rule.ts'

const reasons = new WeakMap<History, string>()

/** Remembers that credentials were judged without the history that could have dated them. */
export const noteCutOff = (history: History | undefined, reason: string): void => {
  if (history !== undefined) reasons.set(history, reason)
}

/** Why credentials were judged without history so far; undefined where they were not. */
export const cutOffReason = (history: History): string | undefined => reasons.get(history)
