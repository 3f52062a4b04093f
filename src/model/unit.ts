/** Where one unit was read. `date` is RFC 3339, `commit` and `oid` are full hexadecimal object ids. */
export interface Origin {
  readonly from: 'index' | 'worktree' | 'stdin' | 'commit' | 'object' | 'machine'
  readonly commit?: string
  readonly author?: string
  readonly date?: string
  readonly oid?: string
}

/** Where another thread can read the same content as a unit does. */
export type Place = { readonly file: string | Uint8Array } | { readonly object: string }

/** One file as one source saw it. */
export interface Unit {
  /** Relative to the repository root with `/`, or absolute outside of one. For display and rules, never for opening. */
  readonly path: string
  readonly origin: Origin
  /** Bytes. */
  readonly size: number
  /** The whole content; called only when `size` is within the limit for being held in memory. */
  bytes(): Uint8Array | Promise<Uint8Array>
  /** The same into `memory`; how many bytes it was, undefined where it does not fit. Absent where content is in memory already. */
  readInto?(memory: Buffer): number | undefined
  /** Absent where only the unit itself can be read. */
  readonly place?: Place
  /** The content in pieces, for a unit too large to be held; each holds until the next is asked for. */
  chunks(): AsyncIterable<Uint8Array>
  /** The version before the change, or undefined when the file is new. Absent where the source knows no change. */
  base?(): Promise<Uint8Array | undefined>
  /** Versions in the further parents of a merge; what stood in any parent is not new. */
  otherBases?(): Promise<readonly Uint8Array[]>
  /** Regular files that the same change takes away. Absent where it takes none, or the source knows no change. */
  readonly removed?: readonly Removed[]
  /** Called when the unit was examined completely. Absent where the source need not know. */
  settled?(outcome: Outcome): void
}

/** Units whose contents lie one behind the other in one buffer, which holds others once the next batch is asked for. */
export interface Batch {
  readonly buffer: Buffer
  /** Ascending. */
  readonly spans: readonly { readonly start: number; readonly size: number }[]
  /** {@link Unit.path}, without making the unit. */
  path(index: number): string
  unit(index: number): Unit
  /** Stands for {@link Unit.settled} of a unit that nobody asked for. */
  settled?(index: number, outcome: Outcome): void
}

/** What came of examining a unit. */
export interface Outcome {
  /** There was nothing to say about it: no finding, no allow, no error. */
  readonly quiet: boolean
  readonly binary: boolean
}

/** A file that a change takes away, as it was before. */
export interface Removed {
  readonly path: string
  /** Undefined for one too large to be compared with. */
  bytes(): Promise<Uint8Array | undefined>
}

/** What a rule may ask of a source; `keys` of the context, and without them it is not meant to run. */
export type Need = 'content' | 'path' | 'base' | 'versions' | 'repository' | 'history' | 'machine' | 'keys'

/** Something that was seen and deliberately not read, by kind: counted and printed. */
export type Passed = 'symlink' | 'submodule' | 'special' | 'dependency'

/** Something that should have been read and could not be. */
export interface ReadFailure {
  readonly path: string
  readonly reason: string
}

/** A place turned into units. */
export interface Source {
  readonly name: string
  readonly offers: ReadonlySet<Need>
  units(): AsyncIterable<Unit>
  /** Further units, of which most can be passed over without making them. */
  batches?(): AsyncIterable<Batch>
  /** Filled while `units` runs. */
  readonly passed: Map<Passed, number>
  readonly failures: ReadFailure[]
}

/** The path of the unit that stands for the settings of git. */
export const gitSettingsPath = '.git/config'
