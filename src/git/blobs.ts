import { CannotCheckError } from '../model/errors.ts'
import { MissingObjectError, missingObjects } from './missing-objects.ts'
import { type ObjectHeader, parseObjectHeader } from './object-header.ts'
import { endOfGit, type GitPlace, isNotFetched, startGit } from './run.ts'

/** One answer of `git cat-file --batch`. `bytes` is absent for an object above the size that is held in memory. */
export interface GitObject extends ObjectHeader {
  readonly bytes?: Uint8Array
}

interface Reading extends ObjectHeader {
  readonly parts: Buffer[] | undefined
  remaining: number
}

/**
 * Push parser of the batch format: give it pieces of output, it gives back the objects they complete, undefined
 * for one that is missing. Each content is followed by one line feed.
 */
export const batchParser = (holdBytes: number): ((piece: Buffer) => (GitObject | undefined)[]) => {
  let header: Buffer = Buffer.alloc(0)
  let reading: Reading | undefined
  const takeHeader = (piece: Buffer): Buffer | undefined => {
    const end = piece.indexOf(0x0a)
    header = Buffer.concat([header, end === -1 ? piece : piece.subarray(0, end)])
    return end === -1 ? undefined : piece.subarray(end + 1)
  }
  const takeContent = (current: Reading, piece: Buffer): Buffer => {
    const part = piece.subarray(0, current.remaining)
    current.remaining -= part.length
    current.parts?.push(part)
    return piece.subarray(part.length)
  }
  const finished = ({ oid, type, size, parts }: Reading): GitObject => {
    if (parts === undefined) return { oid, type, size }
    return { oid, type, size, bytes: Buffer.concat(parts).subarray(0, size) }
  }
  return (piece) => {
    const objects: (GitObject | undefined)[] = []
    let rest = piece
    while (rest.length > 0) {
      if (reading === undefined) {
        const after = takeHeader(rest)
        if (after === undefined) return objects
        const parsed = parseObjectHeader(header.toString('latin1'))
        header = Buffer.alloc(0)
        rest = after
        if (parsed === undefined) objects.push(undefined)
        else reading = { ...parsed, parts: parsed.size > holdBytes ? undefined : [], remaining: parsed.size + 1 }
      } else {
        rest = takeContent(reading, rest)
        if (reading.remaining > 0) return objects
        objects.push(finished(reading))
        reading = undefined
      }
    }
    return objects
  }
}

/**
 * Reads objects by name (`<oid>`, `:path`, `REV:path`) through one process, in the order they were asked for. Undefined
 * for a name of nothing; a {@link MissingObjectError} for an object that a partial clone lacks.
 */
export interface ObjectReader {
  read(name: string): Promise<GitObject | undefined>
  close(): Promise<void>
}

interface Waiting {
  readonly name: string
  resolve(object: GitObject | undefined): void
  reject(error: unknown): void
}

// Then each is asked about by itself.
const noneKnown = (): ReadonlySet<string> => new Set()

/**
 * In a partial clone the process ends at the first object that is not here. Then that one question fails, another
 * process takes on the rest, and nobody is asked again about what is known to be missing.
 */
export const openObjectReader = (place: GitPlace, holdBytes: number): ObjectReader => {
  const args = ['cat-file', '--batch']
  const waiting: Waiting[] = []
  let missing: Promise<ReadonlySet<string>> | undefined
  let failure: unknown
  let closed = false

  const begin = () => {
    const child = startGit(place, args)
    const parse = batchParser(holdBytes)
    child.stdin.on('error', () => {}) // EPIPE: the end of the process tells why
    child.stdout.on('data', (piece: Buffer) => {
      for (const object of parse(piece)) waiting.shift()?.resolve(object)
    })
    for (const { name } of waiting) child.stdin.write(`${name}\n`)
    if (closed) child.stdin.end()
    const ended = endOfGit(child, args).then(() => new CannotCheckError('git cat-file ended early'))
    return { stdin: child.stdin, ended: ended.catch((error: unknown) => error).then(goOn) }
  }
  const goOn = (error: unknown): Promise<void> | undefined => {
    const culprit = isNotFetched(error) ? waiting.shift() : undefined
    if (culprit !== undefined) {
      culprit.reject(new MissingObjectError(culprit.name, error))
      missing ??= missingObjects(place).then((oids) => new Set(oids), noneKnown)
      current = begin()
      return current.ended
    }
    failure = error
    for (const { reject } of waiting.splice(0)) reject(error)
    return undefined
  }
  let current = begin()

  return {
    read: async (name) => {
      if (missing !== undefined && (await missing).has(name)) throw new MissingObjectError(name)
      return new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure)
        if (name.includes('\n')) return resolve(undefined)
        waiting.push({ name, resolve, reject })
        current.stdin.write(`${name}\n`)
      })
    },
    close: async () => {
      closed = true
      current.stdin.end()
      await current.ended
    },
  }
}

// Git holds whole what is below its own threshold of 512 MiB, and maps packs in windows of 1 GiB.
const inLittleMemory = ['core.bigFileThreshold=16m', 'core.packedGitWindowSize=16m', 'core.packedGitLimit=64m']

/** The content of one object in pieces, for one too large to be held. */
export async function* streamObject(
  place: GitPlace,
  { oid, type }: Pick<ObjectHeader, 'oid' | 'type'>,
): AsyncGenerator<Uint8Array> {
  const args = ['cat-file', type, oid]
  const child = startGit(place, [...inLittleMemory.flatMap((setting) => ['-c', setting]), ...args])
  const end = endOfGit(child, args)
  end.catch(() => {}) // awaited below; a reader that stops early must not leave it unhandled
  child.stdin.end()
  for await (const piece of child.stdout) yield piece as Buffer
  await end
}
