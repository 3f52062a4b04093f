import type { Passed, ReadFailure, Source, Unit } from '../model/unit.ts'
import { realDirectories } from './machine/directories.ts'
import type { MachineOptions } from './machine/options.ts'
import { readOwnFile } from './machine/own-file.ts'
import { type Readers, readersOf } from './machine/readers.ts'
import { type Candidate, candidatesUnder } from './machine/walk.ts'

export interface MachineSource extends Source {
  /** Who else can read a unit, by path; filled while `units` runs. */
  readonly readers: ReadonlyMap<string, Readers>
  /** Sentences on what the limits left out without harm; filled while `units` runs. */
  readonly advice: string[]
}

/** Configuration-like files in temporary folders that belong to the user, small enough to have been typed. */
export const machineSource = (options: MachineOptions): MachineSource => {
  const passed = new Map<Passed, number>()
  const failures: ReadFailure[] = []
  const readers = new Map<string, Readers>()
  const advice: string[] = []
  const notes = { passed, failures, larger: 0 }
  async function* units(): AsyncIterable<Unit> {
    const directories = realDirectories(options.directories)
    for (const directory of directories) {
      for (const candidate of candidatesUnder(directory, { ...options, directories }, notes)) {
        const content = contentOf(candidate, options, failures)
        if (content === undefined) continue
        const by = readersOf(candidate.mode, candidate.reach)
        if (by !== undefined) readers.set(candidate.path, by)
        yield unitOf(candidate.path, content)
      }
    }
    if (notes.larger > 0) advice.push(largerAdvice(notes.larger, options.limits.bytes))
  }
  return { name: 'machine', offers: new Set(['content', 'path', 'machine']), units, passed, failures, readers, advice }
}

/** Read before the unit is handed on, so that a file that vanishes meanwhile is no error. */
const contentOf = (candidate: Candidate, options: MachineOptions, failures: ReadFailure[]): Uint8Array | undefined => {
  const read = readOwnFile(candidate.at, options.uid, options.limits.bytes)
  if (read.kind === 'content') return read.bytes
  if (read.kind === 'failed') failures.push({ path: candidate.path, reason: read.reason })
  return undefined
}

const unitOf = (path: string, content: Uint8Array): Unit => ({
  path,
  origin: { from: 'machine' },
  size: content.length,
  bytes: () => content,
  async *chunks() {
    yield content
  },
})

const largerAdvice = (count: number, bytes: number): string =>
  `${count} ${count === 1 ? 'file' : 'files'} over ${Math.round(bytes / 1024)} KiB in temporary folders not looked at`
