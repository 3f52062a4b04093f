import { encrypts, obstacleOfKind } from './device-kinds.ts'
import type { FileLayer } from './file-layer.ts'
import type { Mount } from './mount.ts'
import { causeOf } from './outcome.ts'

/** What lies under a file system, as far as the system tells. */
export interface BlockDevice {
  /** Everything on it passes dm-crypt. */
  readonly encrypted: boolean
  /** A hint at most: virtual devices tell anything. */
  readonly solidState: boolean
  /** The file behind a loop device. */
  readonly backingFile?: string
  /** Why what is written to it may not reach the old data. Continues "the device …". */
  readonly obstacle?: string
}

const mostDevices = 64

/** What a device does not have is no file; anything else that goes wrong is not taken for an answer. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

const textOf = async (path: string, layer: FileLayer): Promise<string> => {
  try {
    return (await layer.readText(path)).trim()
  } catch (error) {
    if (isMissing(error)) return ''
    throw error
  }
}

const slavesOf = async (name: string, layer: FileLayer): Promise<readonly string[]> => {
  try {
    return await layer.names(`/sys/class/block/${name}/slaves`)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Continues "the device …". */
const journalOf = async (here: string, layer: FileLayer): Promise<string | undefined> =>
  (await textOf(`${here}/md/consistency_policy`, layer)) === 'journal'
    ? 'writes changed data to a journal too, which keeps a copy'
    : undefined

/** One device with all those below it. */
const stackOf = async (name: string, layer: FileLayer, seen: Set<string>): Promise<BlockDevice> => {
  seen.add(name)
  const here = `/sys/class/block/${name}`
  // Every device has it; without, nothing of what is not found can be taken for absent.
  await layer.readText(`${here}/dev`)
  const uuid = await textOf(`${here}/dm/uuid`, layer)
  const below: BlockDevice[] = []
  for (const slave of await slavesOf(name, layer)) {
    if (!seen.has(slave) && seen.size < mostDevices) below.push(await stackOf(slave, layer, seen))
  }
  const rotational = async (queue: string) => textOf(`${here}/${queue}/rotational`, layer)
  const backingFile =
    (await textOf(`${here}/loop/backing_file`, layer)) || (await textOf(`${here}/../loop/backing_file`, layer))
  const inherited = below.find((device) => device.backingFile !== undefined)?.backingFile
  const behind = backingFile === '' ? inherited : backingFile
  const own = obstacleOfKind(name, uuid) ?? (await journalOf(here, layer))
  const obstacle = own ?? below.find((device) => device.obstacle !== undefined)?.obstacle
  return {
    encrypted: encrypts(uuid) || (below.length > 0 && below.every(({ encrypted }) => encrypted)),
    solidState: ((await rotational('queue')) || (await rotational('../queue'))) === '0',
    ...(behind === undefined ? {} : { backingFile: behind }),
    ...(obstacle === undefined ? {} : { obstacle }),
  }
}

const lastName = (path: Buffer): string => path.toString('utf8').split('/').at(-1) ?? ''

/** Anonymous devices (major 0, as btrfs has them) are found by the name that was mounted; some mounts have none. */
const nameOf = async ({ device, source }: Mount, layer: FileLayer): Promise<string | undefined> => {
  if (!device.startsWith('0:')) return lastName(await layer.readlink(`/sys/dev/block/${device}`))
  return source.startsWith('/dev/') ? lastName(await layer.realpath(source)) : undefined
}

/** What is known of the named block device, such as `dm-0` or `sda1`. */
export const deviceNamed = (name: string, layer: FileLayer): Promise<BlockDevice> => stackOf(name, layer, new Set())

/** The device that a mount lies on; undefined where it has none. */
export const deviceOf = async (mount: Mount, layer: FileLayer): Promise<BlockDevice | undefined> => {
  try {
    const name = await nameOf(mount, layer)
    return name === undefined ? undefined : await deviceNamed(name, layer)
  } catch (error) {
    return { encrypted: false, solidState: false, obstacle: `could not be looked at (${causeOf(error)})` }
  }
}
