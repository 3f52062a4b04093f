import type { BigIntStats } from 'node:fs'
import * as fs from 'node:fs/promises'

/** A path as people type it, or the exact bytes of one that is not UTF-8. */
export type FilePath = string | Buffer

/** An open file or folder. */
export interface OpenFile {
  readonly fd: number
  stat(): Promise<BigIntStats>
  /** Reads from a position and returns how many bytes there were; 0 at the end. */
  read(bytes: Uint8Array, offset: number, length: number, position: number): Promise<number>
  /** Writes at a position and returns how many bytes were taken, which may be fewer than asked. */
  write(bytes: Uint8Array, offset: number, length: number, position: number): Promise<number>
  datasync(): Promise<void>
  sync(): Promise<void>
  truncate(length: number): Promise<void>
  chmod(mode: number): Promise<void>
  chown(uid: number, gid: number): Promise<void>
  close(): Promise<void>
}

/** Everything shredding asks of the file system; tests put themselves in between. */
export interface FileLayer {
  /** `mode` is that of a file which is made. */
  open(path: FilePath, flags: number, mode?: number): Promise<OpenFile>
  lstat(path: FilePath): Promise<BigIntStats>
  readlink(path: FilePath): Promise<Buffer>
  realpath(path: FilePath): Promise<Buffer>
  /** The magic number of the file system that holds `path`. */
  statfsType(path: FilePath): Promise<bigint>
  /** Throws where the file may not be written to. */
  access(path: FilePath): Promise<void>
  chmod(path: FilePath, mode: number): Promise<void>
  rename(from: FilePath, to: FilePath): Promise<void>
  unlink(path: FilePath): Promise<void>
  rmdir(path: FilePath): Promise<void>
  /** The names in a folder, byte for byte. */
  entries(path: FilePath): Promise<readonly Buffer[]>
  /** The names in a folder of /sys. */
  names(path: string): Promise<readonly string[]>
  /** A file of /proc, as text. */
  readText(path: string): Promise<string>
}

const wrap = (handle: fs.FileHandle): OpenFile => ({
  fd: handle.fd,
  stat: () => handle.stat({ bigint: true }),
  read: async (bytes, offset, length, position) => (await handle.read(bytes, offset, length, position)).bytesRead,
  write: async (bytes, offset, length, position) => (await handle.write(bytes, offset, length, position)).bytesWritten,
  datasync: () => handle.datasync(),
  sync: () => handle.sync(),
  truncate: (length) => handle.truncate(length),
  chmod: (mode) => handle.chmod(mode),
  chown: (uid, gid) => handle.chown(uid, gid),
  close: () => handle.close(),
})

/** The real file system. */
export const nodeFileLayer: FileLayer = {
  open: async (path, flags, mode) => wrap(await fs.open(path, flags, mode)),
  lstat: (path) => fs.lstat(path, { bigint: true }),
  readlink: (path) => fs.readlink(path, { encoding: 'buffer' }),
  realpath: (path) => fs.realpath(path, { encoding: 'buffer' }),
  statfsType: async (path) => (await fs.statfs(path, { bigint: true })).type,
  access: (path) => fs.access(path, fs.constants.W_OK),
  chmod: (path, mode) => fs.chmod(path, mode),
  rename: (from, to) => fs.rename(from, to),
  unlink: (path) => fs.unlink(path),
  rmdir: (path) => fs.rmdir(path),
  entries: (path) => fs.readdir(path, { encoding: 'buffer' }),
  names: (path) => fs.readdir(path),
  readText: (path) => fs.readFile(path, 'utf8'),
}
