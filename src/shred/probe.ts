/** What is asked of a file beside what Node can read. */
export interface FileProbe {
  /** What `filefrag -v` prints of the blocks of an open file; undefined where it cannot be known. */
  extents(file: number): Promise<string | undefined>
  /** What `lsattr -d` prints of a name in an open folder; undefined where it cannot be known. */
  attributes(folder: number, name: Buffer): Promise<string | undefined>
}

/** Knows nothing. */
export const blindProbe: FileProbe = {
  extents: async () => undefined,
  attributes: async () => undefined,
}

/** The letters of `---------------C------ name`: `C` no copy on write, `j` journaled data, `c` compressed. */
export const readAttributes = (printed: string): string | undefined =>
  /^([A-Za-z-]{8,}) /.exec(printed)?.[1]?.replaceAll('-', '')
