/** How long something is tried again, and with which clock. */
export interface Patience {
  now(): Date
  sleep(ms: number): Promise<void>
  /** For calls that fail, in milliseconds from the first. */
  readonly failingMs: number
  /** After this time everything that IAM was asked shows in what it lists. */
  readonly settleMs: number
}

const firstMs = 200
const longestMs = 8000

/** Waits between tries: doubled each time, and jittered by a quarter. */
export function* pauses(): Generator<number, never> {
  for (let ms = firstMs; ; ms = Math.min(2 * ms, longestMs)) yield ms * (0.875 + Math.random() / 4)
}

/** Asks again until an answer is final, at last when the time is over; the last answer. */
export const askUntil = async <T>(
  ask: () => Promise<T>,
  isFinal: (answer: T) => boolean,
  overAt: number,
  { now, sleep }: Pick<Patience, 'now' | 'sleep'>,
): Promise<T> => {
  for (const pause of pauses()) {
    const answer = await ask()
    const left = overAt - now().getTime()
    if (isFinal(answer) || left <= 0) return answer
    await sleep(Math.min(pause, left))
  }
  throw new Error('unreachable')
}
