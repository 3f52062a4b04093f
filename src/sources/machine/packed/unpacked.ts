import { posix } from 'node:path'
import { base64Blocks } from './base64.ts'
import { inflated, type Packing } from './inflate.ts'
import type { Archive, End } from './member.ts'
import { isTar, tarMembers } from './tar.ts'
import { isZip, zipMembers } from './zip.ts'

/** Something that lies packed or encoded in a file. */
export interface Part {
  /** As the file would be called that is packed. */
  readonly name: string
  readonly bytes: Buffer
  /** From the outside: `base64, gzip, tar: secrets/aws.yaml`. */
  readonly within: string
  /** There is or may be more in the file than this. */
  readonly isMember: boolean
}

/** Why something packed was not looked at. */
export type Obstacle = 'longer' | 'damaged' | 'unreadable'

/** What may be unpacked; `left` goes down from file to file. */
export interface Allowance {
  readonly perFile: number
  left: number
}

export interface Unpacking {
  readonly allowance: Allowance
  isWanted(name: string): boolean
  note(obstacle: Obstacle): void
}

interface State extends Unpacking {
  left: number
  parts: number
}

/** Files in archives in archives are read no deeper: base64 of a compressed archive of compressed files. */
const deepest = 4

const mostParts = 10_000

/** All that lies in a file, layer by layer, as far as the allowance goes; whatever that leaves out is noted. */
export async function* partsOf(name: string, bytes: Buffer, unpacking: Unpacking): AsyncGenerator<Part> {
  const left = Math.min(unpacking.allowance.perFile, unpacking.allowance.left)
  const state: State = { ...unpacking, left, parts: mostParts }
  const outermost: Part = { name, bytes, within: '', isMember: false }
  yield* partsIn(outermost, state, 0)
  unpacking.allowance.left -= left - state.left
}

async function* partsIn(part: Part, state: State, depth: number): AsyncGenerator<Part> {
  if (depth === deepest) return isPacked(part.bytes) ? state.note('longer') : undefined
  for await (const inner of layerOf(part, state)) {
    if (--state.parts < 0) return state.note('longer')
    if (!isTar(inner.bytes) && !isGzip(inner.bytes)) yield inner
    yield* partsIn(inner, state, depth + 1)
  }
}

const isGzip = (bytes: Buffer): boolean => bytes.length > 18 && bytes.readUInt16BE(0) === 0x1f8b

const isPacked = (bytes: Buffer): boolean => isGzip(bytes) || isZip(bytes) || isTar(bytes)

const layerOf = (part: Part, state: State): AsyncIterable<Part> | Iterable<Part> => {
  const { bytes } = part
  if (isGzip(bytes)) return gunzipped(part, state)
  if (isZip(bytes)) return members(part, 'zip', zipMembers(bytes), state)
  if (isTar(bytes)) return members(part, 'tar', tarMembers(bytes), state)
  if (isUnreadable(bytes)) state.note('unreadable')
  return isUnreadable(bytes) ? [] : decoded(part, state)
}

// bzip2, xz, zstd, 7z, rar, lz4: Node 20 reads none of them.
const unreadable = ['425a68', 'fd377a585a', '28b52ffd', '377abcaf271c', '526172211a07', '04224d18']

const isUnreadable = (bytes: Buffer): boolean => {
  const start = bytes.toString('hex', 0, 6)
  return unreadable.some((kind) => start.startsWith(kind))
}

const joined = ({ within }: Part, step: string): string => (within === '' ? step : `${within}, ${step}`)

const unzippedName = (name: string): string => name.replace(/\.tgz$/i, '.tar').replace(/\.(?:gz|z)$/i, '')

async function* gunzipped(part: Part, state: State): AsyncGenerator<Part> {
  const bytes = await inflate(part.bytes, 'gzip', state)
  if (bytes.length > 0) yield { ...part, name: unzippedName(part.name), bytes, within: joined(part, 'gzip') }
}

async function* members(part: Part, kind: string, archive: Archive, state: State): AsyncGenerator<Part> {
  for (;;) {
    const { value, done } = archive.next()
    if (done) return yield* behind(part, kind, value, state)
    const { name, content, packing } = value
    if (!isWantedPath(name, state)) continue
    if (packing === 'unreadable') state.note('unreadable')
    if (packing === 'unreadable') continue
    const bytes = packing === 'none' ? content : await inflate(content, packing, state)
    // Entries of a zip may all stand at one place; what is deflated counted as it came out.
    if (kind === 'zip' && packing === 'none') state.left -= bytes.length
    if (state.left < 0) return state.note('longer')
    if (bytes.length > 0) yield { name, bytes, within: joined(part, `${kind}: ${name}`), isMember: true }
  }
}

/** Whatever stands where an archive ends, or where it is damaged, is looked at as it is. */
function* behind(part: Part, kind: string, { whole, rest }: End, state: State): Generator<Part> {
  if (!whole && state.left > 0) state.note('damaged')
  if (rest.length > 0 && !isTar(rest))
    yield { ...part, bytes: rest, within: joined(part, `behind ${kind}`), isMember: true }
}

/** Installed dependencies are not ours, packed or not. */
const isWantedPath = (path: string, { isWanted }: State): boolean =>
  !path.split('/').includes('node_modules') && isWanted(posix.basename(path))

const inflate = async (packed: Buffer, packing: Packing, state: State): Promise<Buffer> => {
  if (state.left <= 0) state.note('longer')
  if (state.left <= 0) return Buffer.alloc(0)
  const { content, fault } = await inflated(packed, packing, state.left)
  if (fault !== undefined) state.note(fault)
  state.left -= content.length
  return content
}

/** Larger texts are not searched for base64. */
const mostSearched = 32 * 1024 * 1024

function* decoded(part: Part, state: State): Generator<Part> {
  if (part.bytes.length > mostSearched) return state.note('longer')
  const name = part.name.replace(/\.(?:b64|base64)$/i, '')
  for (const bytes of base64Blocks(part.bytes)) {
    state.left -= bytes.length
    if (state.left < 0) return state.note('longer')
    yield { ...part, name, bytes, within: joined(part, 'base64') }
  }
}
