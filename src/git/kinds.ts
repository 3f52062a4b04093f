import { posix } from 'node:path'

/** Files that may be one another under another name: what their paths end in. */
export interface Kind {
  /** Of the last component; `whole` means all of it. */
  readonly ending: string
  readonly whole: boolean
}

/** `.yaml` and `.yml` for `a.yaml`, the name itself for a file without a suffix. */
export const kindsOf = (path: string): readonly Kind[] => {
  const suffix = posix.extname(path)
  if (suffix === '') return [{ ending: posix.basename(path), whole: true }]
  const endings = suffix === '.yaml' || suffix === '.yml' ? ['.yaml', '.yml'] : [suffix]
  return endings.map((ending) => ({ ending, whole: false }))
}

/** Asked of the half-open range of bytes in which a path stands. */
export type WantsPath = (bytes: Uint8Array, start: number, end: number) => boolean

const slash = 0x2f

const endsIn = (bytes: Uint8Array, start: number, end: number, ending: Uint8Array): boolean => {
  const from = end - ending.length
  if (from < start) return false
  for (let at = ending.length - 1; at >= 0; at--) if (bytes[from + at] !== ending[at]) return false
  return true
}

/** Whether a path is of one of the kinds. */
export const ofKinds = (kinds: readonly Kind[]): WantsPath => {
  const endings = kinds.map(({ ending, whole }) => ({ ending: Buffer.from(ending), whole }))
  return (bytes, start, end) => {
    for (const { ending, whole } of endings) {
      if (!endsIn(bytes, start, end, ending)) continue
      const before = end - ending.length
      if (!whole || before === start || bytes[before - 1] === slash) return true
    }
    return false
  }
}

/** Whether a path is one of these or below one of them. */
export const ofPaths = (paths: readonly string[]): WantsPath => {
  const known = new Set(paths)
  return (bytes, start, end) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')
    if (known.has(text)) return true
    for (let at = text.indexOf('/'); at !== -1; at = text.indexOf('/', at + 1))
      if (known.has(text.slice(0, at))) return true
    return false
  }
}
