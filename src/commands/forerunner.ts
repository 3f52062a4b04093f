import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Forerunner, Quiet } from '../engine/forerun.ts'
import type { Unit } from '../model/unit.ts'
import { type Answers, type Asked, read, type Task } from './forerunner-messages.ts'

/** What the build makes of `forerunner-worker.ts`; it lies beside this module. */
const scriptName = 'forerunner-worker.js'

interface Waiting {
  readonly count: number
  resolve(answers: readonly (Quiet | undefined)[]): void
}

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, Waiting>
  failed: boolean
}

const nothingKnown = (count: number): undefined[] => Array.from({ length: count }, () => undefined)

/** What a thread was asked and never answered, the engine does itself. */
const giveUp = (thread: Thread): void => {
  thread.failed = true
  for (const { count, resolve } of thread.waiting.values()) resolve(nothingKnown(count))
  thread.waiting.clear()
}

const threadOf = (script: string, task: Task): Thread => {
  const thread: Thread = { worker: new Worker(script, { workerData: task }), waiting: new Map(), failed: false }
  thread.worker.on('message', ({ number, answers }: Answers) => {
    thread.waiting.get(number)?.resolve(read(answers))
    thread.waiting.delete(number)
  })
  thread.worker.on('error', () => giveUp(thread))
  thread.worker.on('exit', () => giveUp(thread))
  return thread
}

const leastBusy = (threads: readonly Thread[]): Thread | undefined =>
  threads
    .filter(({ failed }) => !failed)
    .reduce<Thread | undefined>(
      (least, thread) => (least === undefined || thread.waiting.size < least.waiting.size ? thread : least),
      undefined,
    )

const askedOf = ({ path, place }: Unit): Asked | undefined =>
  place !== undefined && 'file' in place ? { file: place.file, path } : undefined

/** How many threads there are for a machine. */
export const usualThreads = (): number => Math.min(8, availableParallelism())

/** A pool of threads that read files and rule out those in which nothing is found. */
export const forerunnerOf = (task: Task, threads = usualThreads(), folder = import.meta.dirname): Forerunner => {
  const pool = Array.from({ length: threads }, () => threadOf(join(folder, scriptName), task))
  let number = 0
  return {
    width: threads,
    look: async (units) => {
      const thread = leastBusy(pool)
      const asked = units.map(askedOf)
      const readable = asked.filter((each) => each !== undefined)
      if (thread === undefined || readable.length === 0) return nothingKnown(units.length)
      number++
      const answers = new Promise<readonly (Quiet | undefined)[]>((resolve) => {
        thread.waiting.set(number, { count: readable.length, resolve })
        thread.worker.postMessage({ number, asked: readable })
      })
      let next = 0
      const list = await answers
      return asked.map((each) => (each === undefined ? undefined : list[next++]))
    },
    close: async () => {
      await Promise.all(pool.map(({ worker }) => worker.terminate()))
    },
  }
}
