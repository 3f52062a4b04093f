/** A sort of file in which plaintext is left behind. */
export interface Kind {
  /** Completes "plaintext left behind in …": `a swap file of vim`. Absent: the file itself is the leftover. */
  readonly what?: string
  /** By the file's name and the folder's path below the spot, before anything is asked of the file system. */
  names(name: string, folder: string): boolean
  /** Whether a name says credential: those come first where there is no time for all. */
  tells?(name: string): boolean
  /** Larger files are not read; {@link MachineLimits.bytes} where it is absent. */
  readonly bytes?: number
  /** Read in pieces: what is larger than memory may hold. */
  readonly inPieces?: true
  /** What was typed, where the file's own format hides it; lines stay where they are if the format has lines. */
  text?(content: Buffer): Uint8Array
  /** How it is taken away safely, where overwriting and removing it is not all; `{file}` stands for its path, `{beside:NAME}` for a neighbour's. */
  readonly remedy?: string
  /** Credentials belong here: what counts is who else can read them. */
  readonly store?: true
  /** Which file it was made from or is about, where that can be told without following anything. */
  about?(path: string): string | undefined
  /** One sentence where a living process still works with it, and it is no leftover yet. */
  inUse?(path: string): string | undefined
  /** One sentence where the content cannot be read as text by us. */
  opaque?(name: string): string | undefined
}

/** A folder and what is looked for below it. */
export interface Spot {
  /** Absolute. */
  readonly folder: string
  /** Path components below the folder, the file name included. */
  readonly depth: number
  /** The first one whose name fits is what a file is taken for. */
  readonly kinds: readonly Kind[]
  /** Whose files; undefined: everybody's. */
  readonly uid: number | undefined
  /** Repositories below it are searched, too: nobody works in them. */
  readonly repositories?: true
  /** It lies in the repository, of which this part is examined nowhere else. */
  readonly inside?: true
  /** Folders below it that are looked into; every one where it is absent. */
  descends?(name: string): boolean
}

/** A person whose home is searched. */
export interface Person {
  readonly uid: number
  readonly home: string
  /** Only the own ones are known; of others the usual places are searched. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What the finding in a file of a place says beside what it holds. */
export interface Placed {
  readonly what: string
  readonly remedy?: string
  readonly store?: true
}
