import { classesAt, entryWords, type Image, mostRead, nextAt } from './image.ts'
import { type Kernel, lending } from './kernel.ts'

const arenaBytes = 1024 * 1024

const countLines = (content: Uint8Array): number => {
  let count = 0
  for (let at = content.indexOf(0x0a); at !== -1; at = content.indexOf(0x0a, at + 1)) count++
  return count
}

const scanner = (image: Image): Kernel['scan'] => {
  const { bytes: memory, flag, rowBytes, longest } = image
  const classes = memory.subarray(classesAt, classesAt + 256)
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.length >> 2)
  const halves = new Uint16Array(memory.buffer, memory.byteOffset, memory.length >> 1)
  const next = words.subarray(nextAt >> 2)

  const allows = (entry: number, bytes: Uint8Array, from: number): boolean => {
    const classesOf = words[entry + 2] as number
    if (classesOf === 0) return true
    const table = (words[entry + 3] as number) >> 1
    const width = words[entry + 4] as number
    let state = words[entry + 5] as number
    for (let at = from; state > 1; at++) {
      if (at >= bytes.length) return false
      if (at === from + mostRead) return true
      state = halves[table + state * width + (memory[classesOf + (bytes[at] as number)] as number)] as number
    }
    return state === 1
  }

  const resolve = (state: number, bytes: Uint8Array, after: number, pairs: number[]): void => {
    const list = (words[(image.endings >> 2) + (state ^ flag) / rowBytes] as number) >> 2
    const count = words[list] as number
    for (let place = 0; place < count; place++) {
      const entry = list + 1 + place * entryWords
      if (allows(entry, bytes, after)) pairs.push(after - (words[entry] as number), words[entry + 1] as number)
    }
  }

  return (bytes) => {
    const pairs: number[] = []
    let state = 0
    for (let offset = 0; longest > 0 && offset < bytes.length; offset++) {
      state = next[(state + (classes[bytes[offset] as number] as number)) >> 2] as number
      if ((state & flag) !== 0) resolve(state, bytes, offset + 1, pairs)
    }
    return Uint32Array.from(pairs)
  }
}

/** Where WebAssembly is not allowed (`node --jitless`): the same tables, read by JavaScript. */
export const plainKernel = (image: Image): Kernel =>
  lending({ scan: scanner(image), countLines }, Buffer.allocUnsafeSlow(arenaBytes))
