import { basename } from 'node:path'
import type { Unit } from '../../../model/unit.ts'
import type { Kind } from '../place.ts'
import { unitInMemory } from '../unit-in-memory.ts'
import { isTar } from './tar.ts'
import { type Obstacle, type Part, partsOf } from './unpacked.ts'
import { isZip } from './zip.ts'

/** What a unit is packed in. */
export interface Packed extends Pick<Part, 'within' | 'isMember'> {
  readonly file: string
}

export interface Unpacker {
  /** The unit itself, unless it is an archive of tar (not all of its files are wanted), and one for everything that lies packed in it. */
  withPacked(unit: Unit, packed: Map<string, Packed>): AsyncGenerator<Unit>
  /** One sentence for each reason why something was not looked at. */
  advice(): readonly string[]
}

const reasons: Readonly<Record<Obstacle, string>> = {
  longer: 'holds more than is unpacked; what lies behind that was not looked at',
  damaged: 'is packed and damaged or cut off; not everything in it was looked at',
  unreadable: 'is encrypted, or packed in a way that cannot be read here; what is in it was not looked at',
}

/** Reads what is packed in files, as far as the limits allow; in archives, files of these kinds. */
export const unpacker = (
  kinds: readonly Kind[],
  limits: { readonly perFile: number; readonly all: number },
): Unpacker => {
  const allowance = { perFile: limits.perFile, left: limits.all }
  const noted = new Map<Obstacle, Set<string>>()
  const isWanted = (name: string): boolean => kinds.some((kind) => kind.names(name, ''))
  return {
    async *withPacked(unit, packed) {
      const { path: file } = unit
      const note = (obstacle: Obstacle): void => {
        noted.set(obstacle, (noted.get(obstacle) ?? new Set()).add(file))
      }
      const bytes = bufferOf(await unit.bytes())
      if (isZip(bytes)) packed.set(file, { file, within: 'zip', isMember: true })
      if (!isTar(bytes)) yield unit
      for await (const part of partsOf(basename(file), bytes, { allowance, isWanted, note })) {
        const path = `${file}/${part.within}/${basename(part.name)}`
        packed.set(path, { file, within: part.within, isMember: part.isMember })
        yield unitInMemory(path, part.bytes)
      }
    },
    advice: () => [...noted].map(([obstacle, files]) => sentence([...files], reasons[obstacle])),
  }
}

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length)

const sentence = ([first = '', ...others]: readonly string[], reason: string): string =>
  `${first}${others.length === 0 ? '' : ` (and ${others.length} more)`}: ${reason}`
