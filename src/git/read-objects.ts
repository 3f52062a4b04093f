import { CannotCheckError, reasonOf } from '../model/errors.ts'
import { MissingObjectError } from './missing-objects.ts'
import { batchCollector, type ObjectBatch } from './object-batches.ts'
import { idAt, type ObjectList } from './object-list.ts'
import { endOfGit, type GitPlace, type GitProcess, startGit } from './run.ts'

/** Whole objects and, told as failures, those that git could not give. */
export interface ReadBatch extends Pick<ObjectBatch, 'buffer' | 'objects'> {
  readonly failures: readonly ReadObjectFailure[]
}

export interface ReadObjectFailure {
  readonly oid: string
  readonly reason: string
}

const args = ['cat-file', '--batch', '--buffer']

const idsAtOnce = 4096

/** Writes ids as fast as git takes them, so that those of millions of objects are not held twice. */
const feed = (child: GitProcess, list: ObjectList, wanted: Uint32Array): void => {
  let at = 0
  const goOn = (): void => {
    while (at < wanted.length) {
      const lines = Array.from(wanted.subarray(at, at + idsAtOnce), (index) => `${idAt(list, index)}\n`)
      at += idsAtOnce
      if (!child.stdin.write(lines.join(''))) return void child.stdin.once('drain', goOn)
    }
    child.stdin.end()
  }
  goOn()
}

/** Batches as one process gives them; it is not read from while a batch is looked at. */
async function* batchesOf(child: GitProcess): AsyncGenerator<ObjectBatch> {
  const collector = batchCollector()
  let ended = false
  let wake = (): void => {}
  child.stdout.on('data', (piece: Buffer) => {
    if (!collector.push(piece)) return
    child.stdout.pause()
    wake()
  })
  child.stdout.on('close', () => {
    ended = true
    wake()
  })
  while (!ended) {
    await new Promise<void>((resolve) => {
      wake = resolve
      child.stdout.resume()
    })
    const batch = collector.take()
    if (batch.objects.length > 0 || batch.refusals.length > 0) yield batch
  }
}

const failureOf = (refusal: string): ReadObjectFailure => {
  const [oid = ''] = refusal.split(' ', 1)
  return { oid, reason: new MissingObjectError(oid).message }
}

// A store in which more is broken is told as a whole.
const mostStarts = 16

/**
 * Reads the objects of a list at the places `wanted`, in that order: the order of the list keeps the bases of deltas
 * at hand. Git ends at an object that is damaged; then the next process goes on behind it.
 */
export async function* readObjects(place: GitPlace, list: ObjectList, wanted: Uint32Array): AsyncGenerator<ReadBatch> {
  let answered = 0
  for (let starts = 1; answered < wanted.length; starts++) {
    const child = startGit(place, args)
    const ended = endOfGit(child, args).then(
      () => new CannotCheckError('git cat-file ended early'),
      (error: unknown) => error,
    )
    child.stdin.on('error', () => {}) // EPIPE: the end of the process tells why
    feed(child, list, wanted.subarray(answered))
    try {
      for await (const { buffer, objects, refusals } of batchesOf(child)) {
        answered += objects.length + refusals.length
        yield { buffer, objects, failures: refusals.map(failureOf) }
      }
    } finally {
      child.kill()
    }
    const error = await ended
    if (answered >= wanted.length) return
    if (!(error instanceof CannotCheckError)) throw error
    if (starts === mostStarts)
      throw new CannotCheckError(`${wanted.length - answered} objects were not read: ${reasonOf(error)}`, error)
    const culprit = { oid: idAt(list, wanted[answered++] ?? 0), reason: reasonOf(error) }
    yield { buffer: Buffer.alloc(0), objects: [], failures: [culprit] }
  }
}
