import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Disk, Scene } from './scenes.ts'
import { countIn, run } from './tools.ts'

const cli = path.resolve('dist/cli.js')

export interface Row {
  readonly name: string
  /** Markers in the raw image before and after; undefined where there is no image. */
  readonly before: number | undefined
  readonly after: number | undefined
  readonly status: string
  readonly filesystem: string
  readonly reason: string | undefined
  readonly exitCode: number
  readonly removed: boolean
}

interface Made {
  readonly disk: Disk
  readonly image: string | undefined
  /** Unmounts and mounts everything again, so that no cache holds what the device does not. */
  settle(): Promise<void>
  unmount(): Promise<void>
}

const makeImage = async (image: string, type: string, megabytes: number, more: readonly string[] = []) => {
  await writeFile(image, '')
  await truncate(image, megabytes * 1024 * 1024)
  await run(`mkfs.${type}`, '-q', type === 'ext4' ? '-F' : '-f', ...more, image)
}

const makeDisk = async (folder: string, { type, megabytes, mkfs, options }: Scene): Promise<Made> => {
  const top = path.join(folder, 'top')
  const image = type === 'tmpfs' ? undefined : path.join(folder, 'disk.img')
  const mounts: (readonly string[])[] = []
  const mount = async (...given: readonly string[]) => {
    await run('mount', ...given)
    mounts.push(given)
  }
  const unmount = async () => {
    for (const given of mounts.toReversed()) await run('umount', given.at(-1) ?? '')
  }
  await mkdir(top)
  if (image === undefined) await mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'x', top)
  else {
    await makeImage(image, type, megabytes, mkfs)
    await mount('-o', options === undefined ? 'loop' : `loop,${options}`, image, top)
  }
  const nest = async (inner: string, size: number): Promise<string> => {
    const nested = path.join(folder, 'nested')
    await mkdir(nested)
    await makeImage(path.join(top, 'inner.img'), inner, size)
    await mount('-o', 'loop', path.join(top, 'inner.img'), nested)
    return nested
  }
  const settle = async () => {
    await run('sync', '-f', top)
    if (image === undefined) return
    await unmount()
    for (const given of mounts) await run('mount', ...given)
  }
  return { disk: { top, mount, nest }, image, settle, unmount }
}

const shred = (file: string): Promise<{ exitCode: number; stdout: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [cli, 'shred', '--format=json', file], { cwd: '/' }, (error, stdout) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout })
    })
  })

const reported = (stdout: string): Pick<Row, 'status' | 'filesystem' | 'reason'> => JSON.parse(stdout).targets[0]

const look = async (scene: Scene, made: Made, marker: string): Promise<Row> => {
  const count = () => (made.image === undefined ? undefined : countIn(made.image, marker))
  // A power of two, so that no line lies in two blocks.
  const line = `${marker.padEnd(63, '.')}\n`
  const file = await scene.write(made.disk, line.repeat(scene.lines ?? 400))
  await made.settle()
  await scene.afterwards?.(file, made.disk)
  await made.settle()
  const before = count() ?? (readFileSync(file, 'utf8').includes(marker) ? undefined : 0)
  const { exitCode, stdout } = await shred(file)
  const removed = !existsSync(file)
  await made.settle()
  const { status, filesystem, reason } = reported(stdout)
  return { name: scene.name, before, after: count(), status, filesystem, reason, exitCode, removed }
}

/** Writes a marker, looks at the raw image, runs the built `leaktight shred`, and looks again. */
export const measure = async (scene: Scene): Promise<Row> => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'shred-erasure-'))
  let made: Made | undefined
  try {
    made = await makeDisk(folder, scene)
    return await look(scene, made, `marker-${path.basename(folder)}-0123456789`)
  } finally {
    await made?.unmount()
    await rm(folder, { recursive: true, force: true })
  }
}
