import { CannotCheckError } from '../model/errors.ts'
import { batchParser, type GitObject, type ObjectReader } from './blobs.ts'
import { MissingObjectError } from './missing-objects.ts'
import { isWholeClone } from './partial.ts'
import { endOfGit, type GitPlace, isNotFetched, refetch, startGit } from './run.ts'

export interface BlobSource {
  /** Reads single versions; without it each takes a process. */
  readonly reader?: ObjectReader
  /** The repository's own folder. Where it holds every object, a few versions need no process but the reader's. */
  readonly gitDir?: string
}

/** One that git has, without its bytes where it is above 8 MiB. */
export type PassedBlob = GitObject

/** Blobs that are read while more of them are being asked for. */
export interface BlobPass {
  /** More than once is as good as once. */
  ask(oid: string): void
  /** Ends git where no answer is wanted any more. */
  stop(): void
  /** Resolves when all of them have been seen: with the reason where a partial clone does not have some. */
  end(): Promise<CannotCheckError | undefined>
}

const LARGEST_BLOB = 8 * 1024 * 1024

/** Read in less time than a process takes to start. */
const fewBlobs = 16

const idsAtOnce = 256

const incomplete = (cause: unknown): CannotCheckError =>
  new CannotCheckError(`history is incomplete (partial clone): ${refetch}`, cause)

const present = (blob: GitObject | undefined): GitObject => {
  if (blob === undefined) throw new MissingObjectError('of the history')
  return blob
}

/** Through the process that reads single versions, one after the other. */
const readFew = async (
  reader: ObjectReader,
  oids: readonly string[],
  see: (blob: PassedBlob) => void,
): Promise<CannotCheckError | undefined> => {
  for (const oid of oids) {
    const blob = await reader.read(oid).catch((error: unknown) => {
      if (error instanceof MissingObjectError) return error
      throw error
    })
    if (blob instanceof MissingObjectError) return incomplete(blob)
    const { bytes, ...header } = present(blob)
    see(bytes === undefined || header.size > LARGEST_BLOB ? header : { ...header, bytes })
  }
  return undefined
}

/** One process, of which one object is held at a time. */
const startReading = (place: GitPlace, see: (blob: PassedBlob) => void) => {
  const args = ['cat-file', '--batch', '--buffer']
  const child = startGit(place, args)
  const ended = endOfGit(child, args)
  child.stdin.on('error', () => {}) // EPIPE: the process ended early, and `endOfGit` says why
  const parse = batchParser(LARGEST_BLOB)
  const collect = async (): Promise<void> => {
    for await (const piece of child.stdout) for (const blob of parse(piece as Buffer)) see(present(blob))
  }
  const done = Promise.all([collect(), ended])
  done.catch(() => {}) // awaited when all have been asked for
  return {
    stop: () => void child.kill(),
    ask: (oids: readonly string[]) => void child.stdin.write(oids.map((oid) => `${oid}\n`).join('')),
    end: async (): Promise<CannotCheckError | undefined> => {
      child.stdin.end()
      try {
        await done
        return undefined
      } catch (error) {
        if (isNotFetched(error)) return incomplete(error)
        throw error
      }
    },
  }
}

/** Reads blobs one after the other; each is seen once, in the order they were asked for. */
export const blobPass = (
  place: GitPlace,
  { reader, gitDir }: BlobSource,
  see: (blob: PassedBlob) => void,
): BlobPass => {
  const asked = new Set<string>()
  let waiting: string[] = []
  let reading: ReturnType<typeof startReading> | undefined
  const readOn = (): void => {
    reading ??= startReading(place, see)
    reading.ask(waiting)
    waiting = []
  }
  return {
    ask: (oid) => {
      if (asked.has(oid)) return
      asked.add(oid)
      waiting.push(oid)
      if (waiting.length >= (reading === undefined ? fewBlobs + 1 : idsAtOnce)) readOn()
    },
    stop: () => reading?.stop(),
    end: async () => {
      if (reading === undefined && waiting.length === 0) return undefined
      const here = reading === undefined && gitDir !== undefined && isWholeClone(gitDir)
      if (here && reader !== undefined) return readFew(reader, waiting, see)
      readOn()
      return reading?.end()
    },
  }
}
