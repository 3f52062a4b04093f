import { randomFill } from 'node:crypto'
import { promisify } from 'node:util'
import type { OpenFile } from './file-layer.ts'
import type { PassKind } from './options.ts'

const fillRandomly = promisify<Uint8Array, Uint8Array>(randomFill)

/** Bytes held in memory at a time. */
const chunkBytes = 1024 * 1024

/** The passes in their order: random ones, then one of zeros. */
export const planPasses = (random: number, zero: boolean): readonly PassKind[] => [
  ...Array<PassKind>(random).fill('random'),
  ...Array<PassKind>(zero ? 1 : 0).fill('zeros'),
]

/** Bytes to write: a file's last block may hold more of an older content than its size says. */
export const roundedUp = (size: bigint, blockSize: bigint): number => {
  const block = blockSize > 0n ? blockSize : 4096n
  return Number(((size + block - 1n) / block) * block)
}

const writeAll = async (file: OpenFile, bytes: Uint8Array, length: number, position: number): Promise<void> => {
  for (let done = 0; done < length; ) {
    const taken = await file.write(bytes, done, length - done, position + done)
    if (taken === 0) throw new Error('the system took no bytes')
    done += taken
  }
}

/** Writes one pass from the first byte to the last, in place, and waits until it is on the device. */
export const overwrite = async (
  file: OpenFile,
  kind: PassKind,
  total: number,
  onBytes: (bytes: number) => void,
): Promise<void> => {
  onBytes(0)
  const buffer = new Uint8Array(Math.min(total, chunkBytes))
  for (let position = 0; position < total; position += buffer.length) {
    const length = Math.min(buffer.length, total - position)
    if (kind === 'random') await fillRandomly(buffer)
    await writeAll(file, buffer, length, position)
    onBytes(position + length)
  }
  await file.datasync()
}
