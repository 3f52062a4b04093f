/** One line of `git diff-index --raw -z`, `git diff-tree --raw -z` or `git log --raw -z`. */
export interface RawChange {
  readonly path: Buffer
  readonly status: string
  readonly newMode: string
  readonly newOid: string
  /** One for each parent. */
  readonly oldModes: readonly string[]
  readonly oldOids: readonly string[]
}

const nul = 0

/** Splits NUL-terminated records without copying. */
export const splitNul = (output: Buffer): Buffer[] => {
  const records: Buffer[] = []
  let from = 0
  for (let at = output.indexOf(nul); at !== -1; at = output.indexOf(nul, from)) {
    records.push(output.subarray(from, at))
    from = at + 1
  }
  return records
}

/**
 * `:100644 100755 <old oid> <new oid> M` and, in the combined form of a merge with n parents, n colons, n + 1
 * modes, n + 1 object ids and n status letters (git-diff-tree(1), "Raw output format").
 */
export const parseRawHeader = (header: string, path: Buffer): RawChange => {
  const parents = /^:+/.exec(header)?.[0].length ?? 0
  const fields = header.slice(parents).split(' ')
  return {
    path,
    status: fields[2 * parents + 2] ?? '',
    newMode: fields[parents] ?? '',
    newOid: fields[2 * parents + 1] ?? '',
    oldModes: fields.slice(0, parents),
    oldOids: fields.slice(parents + 1, 2 * parents + 1),
  }
}

/** Parses the records of a raw diff: header, path, header, path … */
export const parseRawChanges = (output: Buffer): RawChange[] => {
  const records = splitNul(output)
  const changes: RawChange[] = []
  for (let index = 0; index + 1 < records.length; index += 2) {
    changes.push(parseRawHeader(records[index]?.toString('latin1') ?? '', records[index + 1] ?? Buffer.alloc(0)))
  }
  return changes
}

export const isNullOid = (oid: string): boolean => /^0+$/.test(oid)

export const isSymlink = (mode: string): boolean => mode === '120000'

export const isSubmodule = (mode: string): boolean => mode === '160000'
