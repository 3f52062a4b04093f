import { execFileSync } from 'node:child_process'
import { chmod, chown, link, mkdir, readFile, symlink, truncate } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FilePath } from '../../src/shred/file-layer.ts'
import type { ShredOptions } from '../../src/shred/options.ts'
import { shredFile } from '../../src/shred/shred-file.ts'
import { fileWith, freshFolder, onLinux, optionsWith, recordingLayer, uid } from './support.ts'

let folder: string
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
})
afterEach(() => remove())

/** Shreds and insists that nothing was opened for writing. */
const refused = async (target: FilePath, changes: Partial<ShredOptions> = {}) => {
  const { layer, calls } = recordingLayer()
  const outcome = await shredFile(target, optionsWith(changes), layer)
  expect(calls).toEqual([])
  expect(outcome).toMatchObject({ status: 'refused', passes: 0, bytes: 0, filesystem: 'unknown' })
  return outcome.reason
}

describe.skipIf(!onLinux)('refused, and left untouched', () => {
  it('a symbolic link, even with --force', async () => {
    const file = await fileWith(folder, 'victim')
    await symlink(file, path.join(folder, 'link'))
    const reason = await refused(path.join(folder, 'link'), { force: true })
    expect(reason).toBe('is a symbolic link; name the file it points to')
    expect(await readFile(file, 'utf8')).toBe('victim')
  })

  it('a dangling symbolic link', async () => {
    await symlink('nowhere', path.join(folder, 'link'))
    expect(await refused(path.join(folder, 'link'))).toBe('is a symbolic link; name the file it points to')
  })

  it('a file with two names, under either', async () => {
    const file = await fileWith(folder, 'shared')
    await link(file, path.join(folder, 'second'))
    for (const name of [file, path.join(folder, 'second')]) {
      expect(await refused(name, { force: true })).toMatch(/^has 2 names \(hard links\)/)
    }
    expect(await readFile(file, 'utf8')).toBe('shared')
  })

  it('a named pipe, without waiting for a reader', async () => {
    execFileSync('mkfifo', [path.join(folder, 'pipe')])
    expect(await refused(path.join(folder, 'pipe'))).toBe('is a named pipe and holds no data')
  })

  it('a socket', async () => {
    const server = net.createServer()
    await new Promise<void>((resolve) => server.listen(path.join(folder, 's'), resolve))
    try {
      expect(await refused(path.join(folder, 's'))).toBe('is a socket and holds no data')
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })

  it('a device', async () => {
    expect(await refused('/dev/null')).toBe('is a device; overwriting a device would destroy everything on it')
  })

  it.each(['', '/', '/.', '/..'])('a directory, written with "%s" at its end', async (end) => {
    await mkdir(path.join(folder, 'sub'))
    expect(await refused(`${folder}/sub${end}`)).toMatch(/^is a directory/)
  })

  it('an empty path', async () => {
    expect(await refused('')).toBe('is an empty path')
  })

  it('a file of another user, as the numbers tell', async () => {
    const file = await fileWith(folder, 'theirs')
    const reason = await refused(file, { uid: (uid ?? 0) + 1, force: true })
    expect(reason).toBe(`belongs to another user (uid ${uid}); only its owner may shred it`)
  })

  it.skipIf(uid !== 0)('a file of another user, for root too (skipped: only root can give a file away)', async () => {
    const file = await fileWith(folder, 'theirs')
    await chown(file, 12_345, 12_345)
    expect(await refused(file, { force: true })).toMatch(/^belongs to another user \(uid 12345\)/)
    expect(await readFile(file, 'utf8')).toBe('theirs')
  })

  it('a read-only file without --force', async () => {
    const file = await fileWith(folder, 'x')
    await chmod(file, 0o400)
    expect(await refused(file)).toBe('is read-only; --force makes it writable first')
  })

  it('a file over the limit without --force', async () => {
    const file = await fileWith(folder, '')
    await truncate(file, 2 ** 30)
    const reason = await refused(file)
    expect(reason).toMatch(/^has 1073741824 bytes, over the limit of 67108864; --force overwrites it all the same/)
  })
})

describe.skipIf(!onLinux)('files that git tracks', () => {
  it('are refused without --force', async () => {
    const file = await fileWith(folder, 'x')
    const asked: string[] = []
    const tracking = async (name: Buffer) => (asked.push(name.toString()) > 0 ? 'tracked' : 'untracked')
    expect(await refused(file, { tracking })).toMatch(/^is tracked by git/)
    expect(asked).toEqual([file])
  })

  it('are asked for by their real path', async () => {
    await mkdir(path.join(folder, 'real'))
    const file = await fileWith(path.join(folder, 'real'), 'x')
    await symlink('real', path.join(folder, 'link'))
    const asked: string[] = []
    const tracking = async (name: Buffer) => (asked.push(name.toString()) > 0 ? 'tracked' : 'untracked')
    await refused(path.join(folder, 'link', 'target.yaml'), { tracking })
    expect(asked).toEqual([file])
  })

  it('are shredded with --force, without asking', async () => {
    const file = await fileWith(folder, 'x')
    const tracking = () => Promise.reject(new Error('not to be asked'))
    const outcome = await shredFile(file, optionsWith({ tracking, force: true }), recordingLayer().layer)
    expect(outcome.status).toBe('shredded')
  })

  it('are refused when git cannot be asked', async () => {
    const file = await fileWith(folder, 'x')
    const tracking = () => Promise.reject(new Error('index file corrupt'))
    expect(await refused(file, { tracking })).toMatch(/git, which could not be asked \(index file corrupt\)/)
  })

  it('are refused where they are files of git itself', async () => {
    const file = await fileWith(folder, 'x')
    expect(await refused(file, { tracking: async () => 'git-file' })).toMatch(/^belongs to a git repository itself/)
  })
})

describe.skipIf(!onLinux)('what belongs to the kernel is refused, even with --force', () => {
  it.each([
    ['proc', 0x9fa0n],
    ['sysfs', 0x62656572n],
    ['efivarfs', -0x21a17e1cn],
  ])('a file of %s', async (_, type) => {
    const file = await fileWith(folder, 'kept')
    const { layer, calls } = recordingLayer({ layer: { statfsType: async () => type } })
    expect(await shredFile(file, optionsWith({ force: true }), layer)).toMatchObject({
      status: 'refused',
      reason: 'is a setting of the system, not a file on a disk',
    })
    expect(calls).toEqual([])
    expect(await readFile(file, 'utf8')).toBe('kept')
  })

  it('a real one', async () => {
    expect(await shredFile('/proc/self/comm', optionsWith({ size: 5 }))).toMatchObject({ status: 'refused' })
  })
})

describe.skipIf(!onLinux)('failed', () => {
  it('a file that vanished', async () => {
    const outcome = await shredFile(path.join(folder, 'gone'), optionsWith(), recordingLayer().layer)
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: 'could not be shredded: ENOENT: no such file or directory',
    })
  })

  it('a folder that vanished', async () => {
    const outcome = await shredFile(path.join(folder, 'gone', 'file'), optionsWith(), recordingLayer().layer)
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: 'could not be shredded: ENOENT: no such file or directory',
    })
  })

  it('a path through a file', async () => {
    const file = await fileWith(folder, 'x')
    const outcome = await shredFile(`${file}/x`, optionsWith(), recordingLayer().layer)
    expect(outcome).toMatchObject({ status: 'failed', reason: 'could not be shredded: ENOTDIR: not a directory' })
  })
})
