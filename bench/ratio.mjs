import { median } from './median.mjs'

/**
 * How many times as long one contender took as another: the median over the rounds both ran, each round for itself,
 * for what else the machine does changes from round to round and hits neighbours alike.
 */
export const ratioOf = (one, other) =>
  median(one.times.slice(0, other.times.length).map((ms, round) => ms / other.times[round]))

/** Whether a contender did the work of its row: one that found nothing of what was planted did not. */
export const didTheWork = ({ found, late }) =>
  late || (found !== undefined && found.failed === undefined && !(found.of > 0 && found.shapes.length === 0))
