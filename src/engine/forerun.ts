import type { Unit } from '../model/unit.ts'

/** A unit in which nothing was found. */
export interface Quiet {
  readonly bytes: number
  readonly binary: boolean
}

/** Looks at units in other threads, and tells in which of them there is nothing to find. */
export interface Forerunner {
  /** How many batches it takes at once. */
  readonly width: number
  /** For each unit what was seen in it, or undefined where the engine must look itself. Never rejects. */
  look(units: readonly Unit[]): Promise<readonly (Quiet | undefined)[]>
  close(): Promise<void>
}

/** A unit, and what a forerunner says about it. */
export type Seen = readonly [unit: Unit, quiet: Quiet | undefined]

interface Batch {
  readonly units: readonly Unit[]
  readonly looked: Promise<readonly (Quiet | undefined)[]>
}

const batchSize = 64
const batchesAhead = 4

async function* answered({ units, looked }: Batch): AsyncGenerator<Seen> {
  const answers = await looked
  for (const [index, unit] of units.entries()) yield [unit, answers[index]]
}

async function* throughForerunner(
  first: Unit,
  units: AsyncIterator<Unit>,
  forerunner: Forerunner,
): AsyncGenerator<Seen> {
  const queue: Batch[] = []
  let batch: Unit[] = [first]
  const send = (): void => {
    queue.push({ units: batch, looked: forerunner.look(batch) })
    batch = []
  }
  for (let next = await units.next(); next.done !== true; next = await units.next()) {
    batch.push(next.value)
    if (batch.length < batchSize) continue
    send()
    const oldest = queue.length < batchesAhead * forerunner.width ? undefined : queue.shift()
    if (oldest !== undefined) yield* answered(oldest)
  }
  send()
  for (const rest of queue) yield* answered(rest)
}

/** The same units in the same order; a forerunner goes ahead from the moment that `isWorth` says so. */
export async function* forerun(
  units: AsyncIterable<Unit>,
  isWorth: () => boolean,
  open: () => Forerunner,
): AsyncGenerator<Seen> {
  const iterator = units[Symbol.asyncIterator]()
  let next = await iterator.next()
  for (; next.done !== true && !isWorth(); next = await iterator.next()) yield [next.value, undefined]
  if (next.done === true) return
  const forerunner = open()
  try {
    yield* throughForerunner(next.value, iterator, forerunner)
  } finally {
    await forerunner.close()
  }
}
