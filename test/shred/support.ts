import { constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type FileLayer, nodeFileLayer, type OpenFile } from '../../src/shred/file-layer.ts'
import { defaultMaxBytes, type ShredOptions } from '../../src/shred/options.ts'
import { O_PATH } from '../../src/shred/walk.ts'

export const onLinux = process.platform === 'linux'
export const uid = process.geteuid?.()

/** A fresh folder, and what removes it. */
export const freshFolder = async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'shred-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

export const fileWith = async (folder: string, bytes: Uint8Array | string, name = 'target.yaml'): Promise<string> => {
  const file = path.join(folder, name)
  await writeFile(file, bytes)
  return file
}

export const optionsWith = (changes: Partial<ShredOptions> = {}): ShredOptions => ({
  passes: 2,
  zero: true,
  force: false,
  dryRun: false,
  maxBytes: defaultMaxBytes,
  cwd: '/',
  platform: 'linux',
  uid,
  tracking: async () => 'untracked',
  ...changes,
})

export const systemError = (code: string, words: string, call: string): Error =>
  Object.assign(new Error(`${code}: ${words}, ${call} '/proc/self/fd/9/x'`), { code })

export interface Write {
  readonly position: number
  readonly bytes: Buffer
}

export interface Recording {
  readonly layer: FileLayer
  /** Every call that changes something, in order; the folder's sync as `sync folder`. */
  readonly calls: string[]
  readonly writes: Write[]
}

/** Replaces single calls, on the file that is overwritten or on the layer. */
export interface Faults {
  readonly file?: (file: OpenFile) => Partial<OpenFile>
  readonly layer?: Partial<FileLayer>
}

export const ext4 = 0xef53n

/** What /proc tells of a mount without anything odd. */
export const plainMount = (name: string): string => {
  if (name.startsWith('/proc/self/fdinfo/')) return 'mnt_id:\t42\n'
  if (name === '/proc/self/mountinfo') return '42 27 7:7 / / rw - ext4 /dev/loop7 rw\n'
  return name === '/proc/fs/ext4/loop7/options' ? 'rw\ndata=ordered\ndelalloc\n' : ''
}

/** The real file system, said to be ext4 so that tests do not depend on where the temporary folder lies. */
export const recordingLayer = (faults: Faults = {}): Recording => {
  const calls: string[] = []
  const writes: Write[] = []
  const below: FileLayer = {
    ...nodeFileLayer,
    statfsType: async () => ext4,
    readText: async (name) => (faults.layer?.statfsType === undefined ? plainMount(name) : ''),
    readlink: async (name) => (name === '/sys/dev/block/7:7' ? Buffer.from('loop7') : nodeFileLayer.readlink(name)),
    names: async () => [],
    ...faults.layer,
  }

  const watchFile = (real: OpenFile): OpenFile => {
    const file = { ...real, ...faults.file?.(real) }
    const noted = <Result>(call: string, run: () => Promise<Result>) => {
      calls.push(call)
      return run()
    }
    return {
      ...file,
      write: async (bytes, offset, length, position) => {
        calls.push('write')
        const taken = await file.write(bytes, offset, length, position)
        writes.push({ position, bytes: Buffer.from(bytes.subarray(offset, offset + taken)) })
        return taken
      },
      datasync: () => noted('datasync', () => file.datasync()),
      sync: () => noted('sync', () => file.sync()),
      truncate: (length) => noted(`truncate ${length}`, () => file.truncate(length)),
      close: () => noted('close', () => file.close()),
    }
  }

  const watchFolder = (real: OpenFile): OpenFile => ({
    ...real,
    sync: () => {
      calls.push('sync folder')
      return real.sync()
    },
  })

  const layer: FileLayer = {
    ...below,
    open: async (target, flags) => {
      const real = await below.open(target, flags)
      if ((flags & O_PATH) !== 0) return real
      if ((flags & constants.O_DIRECTORY) !== 0) return watchFolder(real)
      calls.push((flags & constants.O_WRONLY) !== 0 ? 'open' : 'open to read')
      return watchFile(real)
    },
    chmod: (target, mode) => {
      calls.push(`chmod ${mode.toString(8)}`)
      return below.chmod(target, mode)
    },
    rename: (from, to) => {
      calls.push('rename')
      return below.rename(from, to)
    },
    unlink: (target) => {
      calls.push('unlink')
      return below.unlink(target)
    },
  }
  return { layer, calls, writes }
}
