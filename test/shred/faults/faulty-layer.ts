import { constants } from 'node:fs'
import { type FileLayer, nodeFileLayer, type OpenFile } from '../../../src/shred/file-layer.ts'
import { plainMount, systemError } from '../support.ts'

/** `before` fails without effect, `after` has its effect and fails, `short` takes one byte of what is written, `gone` fails from there on. */
export type Fault = 'before' | 'after' | 'short' | 'gone'

export interface Injection {
  readonly at: number
  readonly code: string
  readonly fault: Fault
}

interface Watched {
  readonly layer: FileLayer
  /** The name of every call, in order. */
  readonly calls: readonly string[]
}

type Call = (...given: never[]) => unknown

/** The real file system, whose call number `at` goes wrong. */
export const faultyLayer = ({ at, code, fault }: Injection): Watched => {
  const calls: string[] = []
  const injected = () => systemError(code, 'injected', 'call')

  const faulty = <Work extends Call>(name: string, work: Work): Work => {
    const watched = async (...given: Parameters<Work>) => {
      calls.push(name)
      const now = calls.length - 1
      if (at === -1 || (fault === 'gone' ? now < at : now !== at)) return work(...given)
      // A descriptor is free again whatever close says, and one of a folder holds nothing that could be lost.
      if (name === 'close folder') return work(...given)
      if ((fault === 'before' || fault === 'gone') && name !== 'close') throw injected()
      if (fault === 'short' && name === 'write') {
        const [bytes, offset, , position] = given as unknown as Parameters<OpenFile['write']>
        return (work as unknown as OpenFile['write'])(bytes, offset, 1, position)
      }
      const result = await work(...given)
      if (fault === 'short') return result
      if (name.startsWith('open')) await (result as OpenFile).close()
      throw injected()
    }
    return watched as unknown as Work
  }

  const eachOf = <Held extends object>(held: Held, kind: string): Held =>
    Object.fromEntries(
      Object.entries(held).map(([name, value]) => [
        name,
        typeof value === 'function' ? faulty(`${name}${kind}`, value as Call) : value,
      ]),
    ) as Held

  const below: FileLayer = {
    ...nodeFileLayer,
    statfsType: async () => 0xef53n,
    readText: async (name) => plainMount(name),
    readlink: async (name) => (name === '/sys/dev/block/7:7' ? Buffer.from('loop7') : nodeFileLayer.readlink(name)),
    names: async () => [],
  }
  const layer: FileLayer = {
    ...eachOf(below, ''),
    open: faulty('open', async (path: string | Buffer, flags: number) =>
      eachOf(await below.open(path, flags), (flags & constants.O_DIRECTORY) === 0 ? '' : ' folder'),
    ),
  }
  return { layer, calls }
}
