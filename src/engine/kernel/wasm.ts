import type { Image } from './image.ts'
import { kernelBytes } from './kernel.generated.ts'
import { type Kernel, lending } from './kernel.ts'

/** What `assembly/kernel.ts` exports. */
interface Exports {
  configure(
    flag: number,
    endings: number,
    rowBytes: number,
    longest: number,
    hits: number,
    laneHits: number,
    out: number,
  ): void
  scan(first: number, from: number, to: number, end: number, more: number, origin: number): number
  countLines(from: number, to: number): number
}

const page = 65_536
/** Bytes looked at in one call; what is noted about them stays in the cache. */
const block = 65_536
/** Bytes that are copied at once, of content that lies elsewhere. */
const copied = 4 * block
/** Bytes behind those that guards may read on in. */
const ahead = 1024
const arenaBytes = 4 * 1024 * 1024
const laneBytes = (block / 4 + 64) * 8

const aligned = (address: number): number => (address + 7) & ~7

/** Addresses behind the image. */
const layoutOf = ({ bytes, longest, mostPairs }: Image) => {
  const hits = aligned(bytes.length)
  const out = hits + 4 * laneBytes
  const copy = out + block * mostPairs * 8
  const arena = aligned(copy + longest + copied + ahead)
  return { hits, out, copy, arena, end: arena + arenaBytes }
}

/** Numbers that are added to at the end, and taken before others are. */
const growing = () => {
  let numbers = new Uint32Array(1024)
  let length = 0
  return {
    add: (more: Uint32Array): void => {
      if (length + more.length > numbers.length) {
        const larger = new Uint32Array(2 * (length + more.length))
        larger.set(numbers.subarray(0, length))
        numbers = larger
      }
      numbers.set(more, length)
      length += more.length
    },
    take: (): Uint32Array => {
      const taken = numbers.subarray(0, length)
      length = 0
      return taken
    },
  }
}

/** The kernel in WebAssembly: four lanes over one buffer. Throws where WebAssembly is not allowed. */
export const wasmKernel = (image: Image): Kernel => {
  const layout = layoutOf(image)
  const pages = Math.ceil(layout.end / page)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const module = new WebAssembly.Module(Buffer.from(kernelBytes, 'base64'))
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports
  const bytes = new Uint8Array(memory.buffer)
  const words = new Uint32Array(memory.buffer)
  const { flag, endings, rowBytes, longest } = image
  bytes.set(image.bytes)
  kernel.configure(flag, endings, rowBytes, longest, layout.hits, laneBytes, layout.out)

  const pairs = growing()

  /** Blocks of what lies at `start` to `end`, looked at from `from` to `to`; offsets count from `origin`. */
  const scanMemory = (place: {
    start: number
    from: number
    to: number
    end: number
    more: boolean
    origin: number
  }): void => {
    for (let from = place.from; from < place.to; from += block) {
      const to = Math.min(place.to, from + block)
      const count = kernel.scan(place.start, from, to, place.end, place.more ? 1 : 0, place.origin)
      if (count > 0) pairs.add(words.subarray(layout.out >> 2, (layout.out >> 2) + count * 2))
    }
  }

  const scanCopies = (content: Uint8Array): void => {
    for (let at = 0; at < content.length; at += copied) {
      const first = Math.max(0, at - longest)
      const to = Math.min(content.length, at + copied)
      const known = Math.min(content.length, to + ahead)
      bytes.set(content.subarray(first, known), layout.copy)
      const address = (offset: number): number => layout.copy + offset - first
      const more = known < content.length
      scanMemory({
        start: address(first),
        from: address(at),
        to: address(to),
        end: address(known),
        more,
        origin: address(0),
      })
    }
  }

  const scan = (content: Uint8Array): Uint32Array => {
    if (longest === 0) return pairs.take()
    if (content.buffer === memory.buffer) {
      const start = content.byteOffset
      const end = start + content.length
      scanMemory({ start, from: start, to: end, end, more: false, origin: start })
    } else scanCopies(content)
    return pairs.take()
  }

  const countLines = (content: Uint8Array): number => {
    if (content.buffer === memory.buffer) {
      return kernel.countLines(content.byteOffset, content.byteOffset + content.length)
    }
    let count = 0
    for (let at = 0; at < content.length; at += copied) {
      const part = content.subarray(at, at + copied)
      bytes.set(part, layout.copy)
      count += kernel.countLines(layout.copy, layout.copy + part.length)
    }
    return count
  }

  return lending({ scan, countLines }, Buffer.from(memory.buffer, layout.arena, arenaBytes))
}
