/** What git says of an object before its content. */
export interface ObjectHeader {
  readonly oid: string
  readonly type: string
  /** Bytes. */
  readonly size: number
}

/**
 * `<oid> SP <type> SP <size>` without its line feed (git-cat-file(1), "Batch output"); undefined for any other answer,
 * such as `<name> missing`.
 */
export const parseObjectHeader = (line: string): ObjectHeader | undefined => {
  const match = /^([0-9a-f]+) (\w+) (\d+)$/.exec(line)
  return match === null ? undefined : { oid: match[1] ?? '', type: match[2] ?? '', size: Number(match[3]) }
}
