import type { FreshImage, Image } from '../engine/kernel/image.ts'
import type { Guard, Rule } from '../model/rule.ts'
import type { PatternCore, PatternData, PatternTexts } from '../rules/pattern-data.ts'
import { lazyPatternRule } from '../rules/pattern-rule.ts'

/** Compiled rules as one file: read at once, parsed where it is needed. */
export interface Artefact {
  readonly patterns: readonly PatternCore[]
  /** Texts of the pattern at an index. */
  texts(index: number): PatternTexts
  readonly image: Image
}

/** A guard's tables lie in the image. */
interface PlacedGuard {
  readonly classes: number
  readonly table: number
  readonly rows: number
  readonly width: number
  readonly starts: readonly number[]
}

interface Header {
  readonly patterns: readonly (Omit<PatternCore, 'guard'> & { readonly guard?: PlacedGuard })[]
  readonly image: Omit<Image, 'bytes'> & { readonly length: number }
}

const magic = 'leaktight-rules-1\n\n\n'
const headerAt = magic.length + 4

// Tables are read as words of four bytes where they lie.
const aligned = (length: number): number => (length + 7) & ~7

const placeOf = (guard: Guard, image: FreshImage): PlacedGuard => {
  const place = image.guards.get(guard)
  if (place === undefined) throw new Error('a guard is not in the image')
  return { ...place, rows: guard.table.length / guard.width, width: guard.width, starts: guard.starts }
}

const textsOf = ({ summary, why, remedy, references }: PatternData): PatternTexts => ({
  summary,
  why,
  remedy,
  references,
})

const coreOf = ({ summary, why, remedy, references, guard, ...core }: PatternData, image: FreshImage) => ({
  ...core,
  ...(guard !== undefined && { guard: placeOf(guard, image) }),
})

/** `magic`, length of the header as u32, header as JSON, padding to eight bytes, image, texts as JSON. */
export const encodeArtefact = (patterns: readonly PatternData[], image: FreshImage): Buffer => {
  const { bytes, guards, ...numbers } = image
  const header: Header = {
    patterns: patterns.map((pattern) => coreOf(pattern, image)),
    image: { ...numbers, length: bytes.length },
  }
  const json = Buffer.from(JSON.stringify(header))
  const imageAt = aligned(headerAt + json.length)
  const beginning = Buffer.alloc(imageAt)
  beginning.write(magic, 'latin1')
  beginning.writeUInt32LE(json.length, magic.length)
  json.copy(beginning, headerAt)
  return Buffer.concat([beginning, bytes, Buffer.from(JSON.stringify(patterns.map(textsOf)))])
}

/** Reads what {@link encodeArtefact} wrote; undefined where it is something else. */
export const openArtefact = (read: Buffer): Artefact | undefined => {
  const file = read.byteOffset % 8 === 0 ? read : Buffer.from(Uint8Array.from(read).buffer)
  if (file.toString('latin1', 0, magic.length) !== magic) return undefined
  const length = file.readUInt32LE(magic.length)
  const imageAt = aligned(headerAt + length)
  const header = JSON.parse(file.toString('utf8', headerAt, headerAt + length)) as Header
  const bytes = file.subarray(imageAt, imageAt + header.image.length)
  const guardAt = ({ classes, table, rows, width, starts }: PlacedGuard): Guard => ({
    classes: bytes.subarray(classes, classes + 256),
    table: new Uint16Array(bytes.buffer, bytes.byteOffset + table, rows * width),
    width,
    starts,
  })
  let texts: readonly PatternTexts[] | undefined
  return {
    patterns: header.patterns.map(({ guard, ...core }) =>
      guard === undefined ? core : { ...core, guard: guardAt(guard) },
    ),
    texts: (index) => {
      texts ??= JSON.parse(file.toString('utf8', imageAt + header.image.length)) as PatternTexts[]
      const found = texts[index]
      if (found === undefined) throw new Error(`no texts of pattern ${index}`)
      return found
    },
    image: { ...header.image, bytes },
  }
}

/** The rules of the patterns in an artefact. */
export const patternRulesOf = ({ patterns, texts }: Artefact): Rule[] =>
  patterns.map((pattern, index) => lazyPatternRule(pattern, () => texts(index)))
