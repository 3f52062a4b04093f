import { execFileSync } from 'node:child_process'
import { constants, existsSync } from 'node:fs'
import {
  chmod,
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FileLayer, nodeFileLayer } from '../../src/shred/file-layer.ts'
import { shredFile } from '../../src/shred/shred-file.ts'
import { fileWith, freshFolder, onLinux, optionsWith, recordingLayer, systemError } from './support.ts'

let folder: string
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
})
afterEach(() => remove())

describe.skipIf(!onLinux)('the order of the work', () => {
  it('writes and syncs each pass, then truncates, renames and unlinks, syncing after each', async () => {
    const file = await fileWith(folder, 'x'.repeat(5000))
    const { layer, calls } = recordingLayer()
    await shredFile(file, optionsWith({ passes: 2 }), layer)
    const pass = ['write', 'datasync']
    const end = ['truncate 0', 'sync', 'rename', 'sync folder', 'unlink', 'sync folder', 'close']
    expect(calls).toEqual(['open', ...pass, ...pass, ...pass, ...end])
  })

  it('never opens with truncation or creation, and never follows a link', async () => {
    const file = await fileWith(folder, 'x')
    const seen: number[] = []
    const { layer } = recordingLayer({
      layer: {
        open: (target, flags) => {
          seen.push(flags)
          return nodeFileLayer.open(target, flags)
        },
      },
    })
    await shredFile(file, optionsWith(), layer)
    const { O_CREAT, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_TRUNC } = constants
    const ofFile = seen.filter((flags) => (flags & O_DIRECTORY) === 0)
    expect(ofFile).toHaveLength(1)
    for (const flags of ofFile) {
      expect(flags & (O_TRUNC | O_CREAT)).toBe(0)
      expect(flags & O_NOFOLLOW).toBe(O_NOFOLLOW)
      expect(flags & O_NONBLOCK).toBe(O_NONBLOCK)
    }
  })

  it('goes on after short writes until every byte is written', async () => {
    const file = await fileWith(folder, 'x'.repeat(4096))
    const { layer, writes } = recordingLayer({
      file: (real) => ({
        write: (bytes, offset, length, position) => real.write(bytes, offset, Math.min(length, 1000), position),
      }),
    })
    const { bytes } = await shredFile(file, optionsWith({ passes: 1, zero: false }), layer)
    const expected = Array.from({ length: Math.ceil(bytes / 1000) }, (_, index) => index * 1000)
    expect(writes.map(({ position }) => position)).toEqual(expected)
    expect(writes.reduce((sum, write) => sum + write.bytes.length, 0)).toBe(bytes)
  })

  it('fails rather than loops when the system takes no bytes', async () => {
    const file = await fileWith(folder, 'x')
    const { layer } = recordingLayer({ file: () => ({ write: async () => 0 }) })
    const outcome = await shredFile(file, optionsWith(), layer)
    expect(outcome).toMatchObject({ status: 'failed', passes: 0 })
    expect(existsSync(file)).toBe(true)
  })
})

describe.skipIf(!onLinux)('when the device fails', () => {
  it.each([
    ['ENOSPC', 'no space left on device'],
    ['EIO', 'i/o error'],
  ])('%s while writing keeps the file under its name', async (code, words) => {
    const file = await fileWith(folder, 'x'.repeat(100))
    let writes = 0
    const { layer, calls } = recordingLayer({
      file: (real) => ({
        write: async (...given) => {
          writes += 1
          if (writes === 2) throw systemError(code, words, 'write')
          return real.write(...given)
        },
      }),
    })
    const outcome = await shredFile(file, optionsWith({ passes: 3 }), layer)
    expect(outcome).toMatchObject({ status: 'failed', passes: 1 })
    expect(outcome.reason).toBe(
      `was kept under its name, because overwriting it failed (${code}: ${words}); 1 of 4 passes were complete`,
    )
    expect(calls).toEqual(['open', 'write', 'datasync', 'write', 'close'])
    expect(await readdir(folder)).toEqual([path.basename(file)])
  })

  it('EIO from the sync keeps the file, neither emptied nor removed', async () => {
    const file = await fileWith(folder, 'x'.repeat(100))
    const { layer, calls } = recordingLayer({
      file: () => ({
        datasync: async () => {
          throw systemError('EIO', 'i/o error', 'fdatasync')
        },
      }),
    })
    const outcome = await shredFile(file, optionsWith(), layer)
    expect(outcome).toMatchObject({ status: 'failed', passes: 0 })
    expect(calls).toEqual(['open', 'write', 'datasync', 'close'])
    expect((await readFile(file)).length).toBe(outcome.bytes)
  })

  it('a failing removal is told, with the contents already gone', async () => {
    const file = await fileWith(folder, 'x'.repeat(100))
    const { layer } = recordingLayer({
      layer: {
        rename: async () => {
          throw systemError('EACCES', 'permission denied', 'rename')
        },
      },
    })
    const outcome = await shredFile(file, optionsWith(), layer)
    expect(outcome).toMatchObject({
      status: 'failed',
      passes: 3,
      reason: 'was overwritten, but could not be removed: EACCES: permission denied',
    })
    expect((await readFile(file)).length).toBe(0)
  })
})

describe.skipIf(!onLinux)('where overwriting is not effective', () => {
  const unsanitized = /; but it is not sanitized: btrfs writes changed data to new blocks/
  const btrfs = async () => 0x9123683en

  it('a failing removal says so, too', async () => {
    const rename = async () => {
      throw systemError('EACCES', 'permission denied', 'rename')
    }
    const { layer } = recordingLayer({ layer: { statfsType: btrfs, rename } })
    const { status, reason } = await shredFile(await fileWith(folder, 'x'), optionsWith(), layer)
    expect(status).toBe('failed')
    expect(reason).toMatch(/^was overwritten, but could not be removed: EACCES: permission denied; but/)
    expect(reason).toMatch(unsanitized)
  })

  it('a removal that may not last says so, too', async () => {
    const real = recordingLayer({ layer: { statfsType: btrfs } })
    const layer: FileLayer = {
      ...real.layer,
      open: async (target, flags) => {
        const opened = await real.layer.open(target, flags)
        if ((flags & constants.O_DIRECTORY) === 0) return opened
        const sync = async () => {
          throw systemError('EIO', 'i/o error', 'fsync')
        }
        return { ...opened, sync }
      },
    }
    const { status, reason } = await shredFile(await fileWith(folder, 'x'), optionsWith(), layer)
    expect(status).toBe('failed')
    expect(reason).toMatch(/^was overwritten and removed, but its name may come back/)
    expect(reason).toMatch(unsanitized)
  })
})

describe.skipIf(!onLinux)('when somebody swaps the name', () => {
  const swap = async (file: string) => {
    await rename(file, `${file}.away`)
    await writeFile(file, 'innocent')
  }

  /** Does something once the name was looked at and before it is opened. */
  const afterTheLook = (act: (file: string) => Promise<unknown>) => {
    let done = false
    return recordingLayer({
      layer: {
        lstat: async (target) => {
          const facts = await nodeFileLayer.lstat(target)
          if (!done && target.toString().endsWith('target.yaml')) {
            done = true
            await act(path.join(folder, 'target.yaml'))
          }
          return facts
        },
      },
    })
  }

  const inItsPlace = (plant: (file: string) => unknown) => async (file: string) => {
    await rename(file, `${file}.away`)
    await plant(file)
  }

  const planted: readonly (readonly [string, (file: string) => Promise<unknown>])[] = [
    ['a symbolic link', inItsPlace((file) => symlink(`${file}.away`, file))],
    ['a named pipe', inItsPlace((file) => execFileSync('mkfifo', [file]))],
    ['a folder', inItsPlace((file) => mkdir(file))],
    ['nothing', inItsPlace(() => {})],
    ['a second name', (file) => link(file, `${file}.away`)],
    ['another file', inItsPlace((file) => writeFile(file, 'innocent'))],
  ]
  describe.each([0o600, 0o400])('of a file of mode %o between look and open', (mode) => {
    it.each(planted)('by %s: nothing is written', async (_, act) => {
      const file = await fileWith(folder, 'secret')
      await chmod(file, mode)
      const { layer, calls } = afterTheLook(act)
      const outcome = await shredFile(file, optionsWith({ force: true }), layer)
      expect(outcome).toMatchObject({ status: expect.toBeOneOf(['refused', 'failed']), passes: 0, bytes: 0 })
      expect(calls).not.toContain('write')
      expect(calls).not.toContain('unlink')
      expect(await readFile(`${file}.away`, 'utf8')).toBe('secret')
      expect((await stat(`${file}.away`)).mode & 0o777).toBe(mode)
    })

    it('by a pipe that somebody reads: nothing is written, and nobody waits', async () => {
      const file = await fileWith(folder, 'secret')
      await chmod(file, mode)
      const pipe = inItsPlace((name) => execFileSync('mkfifo', [name]))
      let reader: FileHandle | undefined
      const { layer, calls } = afterTheLook(async (name) => {
        await pipe(name)
        reader = await open(name, constants.O_RDONLY | constants.O_NONBLOCK)
      })
      const outcome = await shredFile(file, optionsWith({ force: true }), layer)
      await reader?.close()
      expect(outcome).toMatchObject({
        status: 'refused',
        reason: 'was replaced by another file while it was being opened',
      })
      expect(calls).not.toContain('write')
    })
  })

  it('before the removal: the other file stays', async () => {
    const file = await fileWith(folder, 'secret')
    const { layer, calls } = recordingLayer({
      file: (real) => ({
        truncate: async (length) => {
          await real.truncate(length)
          await swap(file)
        },
      }),
    })
    const outcome = await shredFile(file, optionsWith(), layer)
    expect(outcome.status).toBe('failed')
    expect(calls).not.toContain('rename')
    expect(outcome.reason).toMatch(/another file was put under the name after the overwriting and was left alone$/)
    expect(await readFile(file, 'utf8')).toBe('innocent')
  })

  it('in the moment of the rename: the other file gets its name back', async () => {
    const file = await fileWith(folder, 'secret')
    let renames = 0
    const { layer, calls } = recordingLayer({
      layer: {
        rename: async (from, to) => {
          renames += 1
          if (renames === 1) await swap(file)
          await nodeFileLayer.rename(from, to)
        },
      },
    })
    const outcome = await shredFile(file, optionsWith(), layer)
    expect(outcome.status).toBe('failed')
    expect(calls).not.toContain('unlink')
    expect(await readFile(file, 'utf8')).toBe('innocent')
  })

  it('a second name made meanwhile is told', async () => {
    const file = await fileWith(folder, 'secret')
    const { layer } = recordingLayer({
      file: (real) => ({
        truncate: async (length) => {
          await real.truncate(length)
          await link(file, path.join(folder, 'second'))
        },
      }),
    })
    const outcome = await shredFile(file, optionsWith(), layer)
    expect(outcome.status).toBe('failed')
    expect(outcome.reason).toMatch(/somebody gave it another name meanwhile/)
    expect((await readFile(path.join(folder, 'second'))).length).toBe(0)
  })

  it('a removed file that a server keeps under a hidden name until it is closed is no second name', async () => {
    const file = await fileWith(folder, 'x')
    const { layer } = recordingLayer({
      layer: { statfsType: async () => 0x6969n },
      file: (real) => ({
        stat: async () => Object.assign(await real.stat(), { nlink: 1n }),
      }),
    })
    expect(await shredFile(file, optionsWith(), layer)).toMatchObject({ status: 'removed-not-sanitized' })
  })

  it('the folder is moved away and a decoy put in place: the right file is removed', async () => {
    const home = path.join(folder, 'home')
    await mkdir(home)
    const file = await fileWith(home, 'secret')
    const { layer } = recordingLayer({
      file: (real) => ({
        datasync: async () => {
          await real.datasync()
          if (existsSync(path.join(folder, 'moved'))) return
          await rename(home, path.join(folder, 'moved'))
          await mkdir(home)
          await writeFile(file, 'decoy')
        },
      }),
    })
    const outcome = await shredFile(file, optionsWith(), layer)
    expect(outcome.status).toBe('shredded')
    expect(await readFile(file, 'utf8')).toBe('decoy')
    expect(await readdir(path.join(folder, 'moved'))).toEqual([])
  })
})
