import type { Passed, ReadFailure, Source, Unit } from '../model/unit.ts'
import { realDirectories } from './machine/directories.ts'
import type { MachineOptions } from './machine/options.ts'
import { readOwnFile } from './machine/own-file.ts'
import { type Readers, readersOf } from './machine/readers.ts'
import { type Candidate, candidatesUnder, type Notes } from './machine/walk.ts'
import { withinBudget } from './machine/within-budget.ts'

export interface MachineSource extends Source {
  /** Who else can read a unit, by path; filled while `units` runs. */
  readonly readers: ReadonlyMap<string, Readers>
  /** The exact paths of those whose path is not UTF-8; several may read alike. Filled while `units` runs. */
  readonly exact: ReadonlyMap<string, readonly Buffer[]>
  /** Sentences on what the limits left out without harm; filled while `units` runs. */
  readonly advice: string[]
}

/** Configuration-like files in temporary folders that belong to the user, small enough to have been typed. */
export const machineSource = (options: MachineOptions): MachineSource => {
  const passed = new Map<Passed, number>()
  const failures: ReadFailure[] = []
  const readers = new Map<string, Readers>()
  const exact = new Map<string, Buffer[]>()
  const advice: string[] = []
  const notes = { passed, failures, larger: 0 }
  async function* units(): AsyncIterable<Unit> {
    for (const candidate of chosen(options, notes, advice)) {
      const content = contentOf(candidate, options, failures)
      if (content === undefined) continue
      const by = readersOf(candidate.mode, candidate.reach)
      if (by !== undefined) readers.set(candidate.path, by)
      if (typeof candidate.at !== 'string') {
        exact.set(candidate.path, [...(exact.get(candidate.path) ?? []), candidate.at])
      }
      yield unitOf(candidate.path, content)
    }
    if (notes.larger > 0) advice.push(largerAdvice(notes.larger, options.limits.bytes))
  }
  const offers: Source['offers'] = new Set(['content', 'path', 'machine'])
  return { name: 'machine', offers, units, passed, failures, readers, exact, advice }
}

function* candidates(options: MachineOptions, notes: Notes): Generator<Candidate> {
  const directories = realDirectories(options.directories)
  for (const directory of directories) yield* candidatesUnder(directory, { ...options, directories }, notes)
}

/** Every candidate, or those that the budget allows. */
const chosen = (options: MachineOptions, notes: Notes, advice: string[]): Iterable<Candidate> => {
  if (options.budget === undefined) return candidates(options, notes)
  const { read, left } = withinBudget([...candidates(options, notes)], options.budget)
  if (left > 0) advice.push(leftAdvice(left))
  return read
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

const leftAdvice = (count: number): string =>
  `${count} ${count === 1 ? 'older file' : 'older files'} in temporary folders not looked at; see \`leaktight audit\``
