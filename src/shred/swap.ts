import { deviceNamed } from './block-device.ts'
import type { FileLayer } from './file-layer.ts'

/** The names of /proc/swaps. Columns: file name (octal escapes), type, size, used, priority, under a heading. */
export const swapsIn = (table: string): readonly string[] =>
  table
    .split('\n')
    .slice(1)
    .flatMap((row) => row.trim().split(/\s+/)[0] || [])

const lookAt = async (swap: string, layer: FileLayer): Promise<string> => {
  const copy = `swap on ${swap} may hold a copy`
  try {
    const device = swap.startsWith('/dev/')
      ? (await layer.realpath(swap)).toString('utf8').split('/').at(-1)
      : undefined
    if (device === undefined) return copy
    if (!/^zram\d+$/.test(device)) {
      return (await deviceNamed(device, layer)).encrypted ? `swap on ${swap} may hold a copy, encrypted` : copy
    }
    const behind = (await layer.readText(`/sys/block/${device}/backing_dev`)).trim()
    return behind === 'none' || behind === '' ? `swap on ${swap} is memory too` : copy
  } catch {
    return copy
  }
}

/** What is to be said of swap, into which pages of a tmpfs may have gone. */
export const swapWords = async (layer: FileLayer): Promise<string> => {
  let table: string
  try {
    table = await layer.readText('/proc/swaps')
  } catch {
    return 'whether swap is in use could not be read, and it may hold a copy'
  }
  const words: string[] = []
  for (const swap of swapsIn(table)) words.push(await lookAt(swap, layer))
  return words.length === 0 ? 'no swap is in use' : words.join(', ')
}
