import type { Batch, Passed, ReadFailure, Source, Unit } from '../model/unit.ts'
import { realDirectories } from './machine/directories.ts'
import { Gathered } from './machine/gathered.ts'
import { type MachineOptions, unpackingLimits } from './machine/options.ts'
import { piecesOfOwnFile, readOwnFile } from './machine/own-file.ts'
import type { Packed, Unpacker } from './machine/packed/unpacker.ts'
import type { Placed, Spot } from './machine/place.ts'
import { plaintextFile } from './machine/places/temporary.ts'
import { type Readers, readersOf } from './machine/readers.ts'
import { unitInMemory } from './machine/unit-in-memory.ts'
import { type Candidate, candidatesUnder, type Notes } from './machine/walk.ts'
import { withinBudget } from './machine/within-budget.ts'

export interface MachineSource extends Source {
  /** Who else can read a unit, by path; filled while `units` runs. */
  readonly readers: ReadonlyMap<string, Readers>
  /** What a unit is, where it is more than a file in a temporary folder; by path, filled while `units` runs. */
  readonly places: ReadonlyMap<string, Placed>
  /** The exact paths of those whose path is not UTF-8; several may read alike. Filled while `units` runs. */
  readonly exact: ReadonlyMap<string, readonly Buffer[]>
  /** What a unit is packed in, where it is no file itself; by path, filled while `units` runs. */
  readonly packed: ReadonlyMap<string, Packed>
  /** Sentences on what the limits left out without harm; filled while `units` runs. */
  readonly advice: string[]
}

/** Small files of the user in temporary folders, and in whatever other places `deep` names. */
export const machineSource = (options: MachineOptions): MachineSource => {
  const passed = new Map<Passed, number>()
  const failures: ReadFailure[] = []
  const readers = new Map<string, Readers>()
  const places = new Map<string, Placed>()
  const exact = new Map<string, Buffer[]>()
  const advice: string[] = []
  const packed = new Map<string, Packed>()
  const notes = { passed, failures, advice, larger: 0 }
  const noted = (candidate: Candidate, unit: Unit): Unit => {
    const by = readersOf(candidate.mode, candidate.reach)
    if (by !== undefined) readers.set(candidate.path, by)
    const placed = placedOf(candidate)
    if (placed !== undefined) places.set(candidate.path, placed)
    if (typeof candidate.at !== 'string') {
      exact.set(candidate.path, [...(exact.get(candidate.path) ?? []), candidate.at])
    }
    return unit
  }
  async function* units(): AsyncGenerator<Unit> {
    if (options.budget !== undefined) return
    const unpack = await unpackerFor(options)
    for (const candidate of candidates(options, notes)) {
      const unit = isReadable(candidate, advice) ? unitOf(candidate, options, failures) : undefined
      if (unit === undefined) continue
      noted(candidate, unit)
      if (unpack === undefined || candidate.kind.inPieces) yield unit
      else yield* unpack.withPacked(unit, packed)
    }
    advice.push(...(unpack?.advice() ?? []))
    if (notes.larger > 0) advice.push(largerAdvice(notes.larger, options))
  }
  // What a commit waits for is read at one go: one search over all of it leaves few files to be looked at.
  async function* batches(): AsyncGenerator<Batch> {
    if (options.budget === undefined) return
    const { read, left } = withinBudget([...candidates(options, notes)], options.budget)
    if (left > 0) advice.push(leftAdvice(left))
    if (notes.larger > 0) advice.push(largerAdvice(notes.larger, options))
    if (read.length === 0) return
    const gathered = new Gathered<Candidate>(read.reduce((sum, { size }) => sum + size + 1, 1))
    const room = (size: number): Buffer => gathered.room(size)
    for (const candidate of read) {
      const content = isReadable(candidate, advice) ? contentOf(candidate, options, failures, room) : undefined
      if (content !== undefined) gathered.add(candidate, content.length)
    }
    yield gathered.batch((candidate, content) => noted(candidate, wholeUnit(candidate, content)))
  }
  const offers: Source['offers'] = new Set(['content', 'path', 'machine'])
  return { name: 'machine', offers, units, batches, passed, failures, readers, places, packed, exact, advice }
}

/** No commit waits for what is packed. */
const unpackerFor = async ({ deep }: MachineOptions): Promise<Unpacker | undefined> => {
  if (deep === undefined) return undefined
  const { unpacker } = await import('./machine/packed/unpacker.ts')
  return unpacker(deep.kinds, unpackingLimits)
}

const spotsOf = ({ uid, limits, deep }: MachineOptions, directories: readonly string[]): Spot[] => [
  ...directories.map((folder) => ({
    folder,
    depth: limits.depth,
    kinds: deep?.kinds ?? [plaintextFile],
    uid: deep?.everyone ? undefined : uid,
  })),
  ...(deep?.spots ?? []),
]

function* candidates(options: MachineOptions, notes: Notes): Generator<Candidate> {
  const directories = realDirectories(options.directories)
  const seen = new Set<string>()
  for (const spot of spotsOf(options, directories)) {
    for (const candidate of candidatesUnder(spot, { ...options, directories }, notes)) {
      if (options.deep === undefined || !seen.has(candidate.path)) yield candidate
      if (options.deep !== undefined) seen.add(candidate.path)
    }
  }
}

/** False for what no rule could read, and for what is still being worked with; both are said. */
const isReadable = ({ kind, path }: Candidate, advice: string[]): boolean => {
  const sentence = kind.opaque?.(path.slice(path.lastIndexOf('/') + 1)) ?? kind.inUse?.(path)
  if (sentence !== undefined) advice.push(`${path}: ${sentence}`)
  return sentence === undefined
}

const placedOf = ({ kind, path }: Candidate): Placed | undefined => {
  if (kind.what === undefined) return undefined
  const about = kind.about?.(path)
  return {
    what: about === undefined ? kind.what : `${kind.what} of ${about}`,
    ...(kind.remedy !== undefined && { remedy: kind.remedy }),
    ...(kind.store && { store: kind.store }),
  }
}

const unitOf = (candidate: Candidate, options: MachineOptions, failures: ReadFailure[]): Unit | undefined =>
  candidate.kind.inPieces ? inPieces(candidate, options) : whole(candidate, options, failures)

/** Read before the unit is handed on, so that a file that vanishes meanwhile is no error. */
const whole = (candidate: Candidate, options: MachineOptions, failures: ReadFailure[]): Unit | undefined => {
  const content = contentOf(candidate, options, failures)
  return content === undefined ? undefined : wholeUnit(candidate, content)
}

const contentOf = (
  { at, path, kind, uid, device, inode }: Candidate,
  { limits }: MachineOptions,
  failures: ReadFailure[],
  room?: (size: number) => Buffer,
): Buffer | undefined => {
  const read = readOwnFile(at, uid, kind.bytes ?? limits.bytes, { device, inode }, room)
  if (read.kind === 'failed') failures.push({ path, reason: read.reason })
  return read.kind === 'content' ? read.bytes : undefined
}

const wholeUnit = ({ path, kind }: Candidate, bytes: Buffer): Unit =>
  unitInMemory(path, kind.text === undefined ? bytes : kind.text(bytes))

const inPieces = (candidate: Candidate, { limits }: MachineOptions): Unit => {
  const { at, path, kind, uid } = candidate
  const most = kind.bytes ?? limits.bytes
  return {
    path,
    origin: { from: 'machine' },
    size: candidate.size,
    bytes: () => Buffer.concat([...piecesOfOwnFile(at, uid, most, candidate)]),
    async *chunks() {
      yield* piecesOfOwnFile(at, uid, most, candidate)
    },
  }
}

const largerAdvice = (count: number, { limits, deep }: MachineOptions): string => {
  const over = deep === undefined ? ` over ${Math.round(limits.bytes / 1024)} KiB in temporary folders` : ' too large'
  return `${count} ${count === 1 ? 'file' : 'files'}${over}${deep === undefined ? '' : ' for a leftover'} not looked at`
}

const leftAdvice = (count: number): string =>
  `${count} ${count === 1 ? 'older file' : 'older files'} in temporary folders not looked at; see \`leaktight audit\``
