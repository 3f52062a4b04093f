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

async function* throughForerunner(units: AsyncIterator<Unit>, forerunner: Forerunner): AsyncGenerator<Seen> {
  const queue: Batch[] = []
  let batch: Unit[] = []
  const send = (): void => {
    queue.push({ units: batch, looked: forerunner.look(batch) })
    batch = []
  }
  for (let next = await units.next(); next.done !== true; next = await units.next()) {
    batch.push(next.value)
    if (batch.length < batchSize) continue
    send()
    const first = queue.length < batchesAhead * forerunner.width ? undefined : queue.shift()
    if (first !== undefined) yield* answered(first)
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
  while (!isWorth()) {
    const next = await iterator.next()
    if (next.done === true) return
    yield [next.value, undefined]
  }
  const forerunner = open()
  try {
    yield* throughForerunner(iterator, forerunner)
  } finally {
    await forerunner.close()
  }
}
