import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { chown, link, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nodeFileLayer } from '../../src/shred/file-layer.ts'
import type { Recursion, ShredOptions } from '../../src/shred/options.ts'
import { shredTree } from '../../src/shred/shred-tree.ts'
import { builtCli } from '../support/repository.ts'
import {
  type Faults,
  fileWith,
  freshFolder,
  onLinux,
  optionsWith,
  recordingLayer,
  systemError,
  uid,
} from './support.ts'

let folder: string
let top: string
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
  top = path.join(folder, 'top')
  await mkdir(path.join(top, 'sub', 'deep'), { recursive: true })
  await mkdir(path.join(top, 'void'))
  for (const name of ['a.yaml', 'sub/b.yaml', 'sub/deep/c.yaml']) await fileWith(top, `secret of ${name}`, name)
})
afterEach(() => remove())

const all = ['a.yaml', 'sub/b.yaml', 'sub/deep/c.yaml']
const recursion = { keepFolders: false, acrossMounts: false }

const shred = async (
  target: string | Buffer,
  changes: Partial<ShredOptions> = {},
  faults: Faults = {},
  asked: Partial<Recursion> = {},
) => {
  const { layer } = recordingLayer(faults)
  const options = optionsWith({ passes: 1, zero: false, ...changes })
  const { outcomes, folders } = await shredTree(target, options, { ...recursion, ...asked }, layer)
  const within = (name: string) => path.relative(folder, name)
  return {
    outcomes: outcomes.map(({ path: name, status }) => `${within(name)}: ${status}`),
    reasons: outcomes.flatMap(({ path: name, reason }) => (reason === undefined ? [] : `${within(name)} ${reason}`)),
    folders: folders.map(within),
  }
}

const readlinkOf = (fd: string): string => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ''
  }
}

const shredded = (names: readonly string[]) => names.map((name) => `top/${name}: shredded`)

describe.skipIf(!onLinux)('a folder', () => {
  it('is gone with every file below it, the innermost folder first', async () => {
    const { outcomes, folders } = await shred(top)
    expect(outcomes).toEqual(shredded(all))
    expect(folders).toEqual(['top/sub/deep', 'top/sub', 'top/void', 'top'])
    expect(existsSync(top)).toBe(false)
  })

  it('stays with all its folders, emptied, where that is asked', async () => {
    const { outcomes, folders } = await shred(top, {}, {}, { keepFolders: true })
    expect(outcomes).toEqual(shredded(all))
    expect(folders).toEqual([])
    expect(await readdir(top, { recursive: true })).toEqual(['sub', 'void', 'sub/deep'])
  })

  it('may be named with slashes at its end, or be a file', async () => {
    expect((await shred(`${top}/sub//`)).folders).toEqual(['top/sub/deep', 'top/sub'])
    expect((await shred(path.join(top, 'a.yaml'))).outcomes).toEqual(['top/a.yaml: shredded'])
  })

  it('changes nothing in a dry run, which says what would go', async () => {
    const { outcomes, folders } = await shred(top, { dryRun: true })
    expect(outcomes).toEqual(shredded(all))
    expect(folders).toEqual(['top/sub/deep', 'top/sub', 'top/void', 'top'])
    expect(all.map((name) => readFileSync(path.join(top, name), 'utf8'))).toEqual(all.map((n) => `secret of ${n}`))
  })

  it('may hold names that are not UTF-8', async () => {
    const odd = Buffer.concat([Buffer.from(`${top}/sub/`), Buffer.from([0xff])])
    await mkdir(odd)
    await writeFile(Buffer.concat([odd, Buffer.from('/\n\xfe', 'latin1')]), 'x')
    const { outcomes } = await shred(path.join(top, 'sub'))
    expect(outcomes).toContain('top/sub/\\xff/\n\\xfe: shredded')
    expect(await readdir(top)).toEqual(['a.yaml', 'void'])
  })

  it('without /proc is gone too', async () => {
    const { outcomes } = await shred(top, { platform: 'darwin' })
    expect(outcomes).toEqual(all.map((name) => `top/${name}: removed-not-sanitized`))
    expect(existsSync(top)).toBe(false)
  })
})

describe.skipIf(!onLinux)('what is no plain file with one name', () => {
  it('stays, with its folders, is reported, and everything else is gone', async () => {
    const outside = await fileWith(folder, 'outside', 'outside')
    await mkdir(path.join(folder, 'other'))
    await fileWith(path.join(folder, 'other'), 'beside', 'beside')
    await symlink(outside, path.join(top, 'to-file'))
    await symlink('../other', path.join(top, 'to-folder'))
    await symlink('nowhere', path.join(top, 'to-nowhere'))
    await link(outside, path.join(top, 'sub', 'second'))
    execFileSync('mkfifo', [path.join(top, 'sub', 'pipe')])
    const { outcomes, reasons, folders } = await shred(top, { force: true })
    expect(outcomes).toEqual([
      'top/a.yaml: shredded',
      'top/sub/b.yaml: shredded',
      'top/sub/deep/c.yaml: shredded',
      'top/sub/pipe: refused',
      'top/sub/second: refused',
      'top/to-file: refused',
      'top/to-folder: refused',
      'top/to-nowhere: refused',
    ])
    expect(reasons[0]).toBe('top/sub/pipe is a named pipe and holds no data')
    expect(reasons[1]).toMatch(/^top\/sub\/second has 2 names/)
    expect(reasons[3]).toBe('top/to-folder is a symbolic link; name the file it points to')
    expect(folders).toEqual(['top/sub/deep', 'top/void'])
    expect(readFileSync(outside, 'utf8')).toBe('outside')
    expect(readFileSync(path.join(folder, 'other', 'beside'), 'utf8')).toBe('beside')
  })

  it.each(['', '/'])('a link to a folder, written with "%s" at its end, is refused itself', async (end) => {
    await symlink('top', path.join(folder, 'link'))
    expect((await shred(`${folder}/link${end}`)).reasons).toEqual([
      'link is a symbolic link; name the file it points to',
    ])
    expect(readdirSync(top)).toHaveLength(3)
  })

  it.each(['/', '.', '..', 'top/.', 'top/sub/..', '//'])('"%s" is refused', async (target) => {
    const { reasons } = await shred(target, { cwd: folder })
    expect(reasons.map((reason) => reason.replace(/^\S* /, ''))).toEqual([
      'is the root, the current folder or one above it; name the folder that is to go by its own name',
    ])
    expect(readdirSync(top)).toHaveLength(3)
  })

  it('the folder of a git repository is refused as one, and gone with --force', async () => {
    await mkdir(path.join(top, '.git', 'objects'), { recursive: true })
    await fileWith(path.join(top, '.git'), 'ref: refs/heads/main', 'HEAD')
    const { outcomes, reasons } = await shred(top)
    expect(outcomes).toEqual(['top/.git: refused', ...shredded(all)])
    expect(reasons).toEqual([
      'top/.git is the folder of a git repository, which would be lost without it; --force overwrites and removes what is in it',
    ])
    expect((await shred(top, { force: true })).outcomes).toEqual(['top/.git/HEAD: shredded'])
    expect(existsSync(top)).toBe(false)
  })

  it('a file that git tracks stays', async () => {
    const tracking = async (name: Buffer) => (name.toString().endsWith('b.yaml') ? 'tracked' : 'untracked')
    const { outcomes, folders } = await shred(top, { tracking })
    expect(outcomes).toContain('top/sub/b.yaml: refused')
    expect(folders).toEqual(['top/sub/deep', 'top/void'])
  })

  it.skipIf(uid !== 0)('a folder of another user stays (skipped: only root can give one away)', async () => {
    await chown(path.join(top, 'sub'), 12_345, 12_345)
    const { reasons, folders } = await shred(top, { force: true })
    expect(reasons).toEqual(['top/sub is a folder of another user (uid 12345); only its owner may shred what is in it'])
    expect(folders).toEqual(['top/void'])
    expect(existsSync(path.join(top, 'sub', 'deep', 'c.yaml'))).toBe(true)
  })

  it('folders nested beyond all measure are refused, and nothing hangs', async () => {
    let deep = path.join(top, 'void')
    for (let level = 0; level < 210; level++) deep = path.join(deep, 'd')
    await mkdir(deep, { recursive: true })
    await fileWith(deep, 'x', 'f')
    const { outcomes, reasons } = await shred(path.join(top, 'void'))
    expect(outcomes).toHaveLength(1)
    expect(reasons[0]).toMatch(/is nested more than 200 folders deep; begin further down$/)
    expect(existsSync(path.join(deep, 'f'))).toBe(true)
  })
})

describe.skipIf(!onLinux)('when the system fails', () => {
  const failing = (call: 'entries' | 'rmdir', code: string): Faults => ({
    layer: {
      [call]: async () => {
        throw systemError(code, 'it failed', call)
      },
    },
  })

  it('a folder that cannot be listed is told, and stays', async () => {
    const { outcomes, reasons } = await shred(top, {}, failing('entries', 'EIO'))
    expect(outcomes).toEqual(['top: failed'])
    expect(reasons).toEqual(['top could not be shredded: EIO: it failed'])
    expect(readdirSync(top)).toHaveLength(3)
  })

  it('a folder that cannot be removed is told, and those around it stay without a word', async () => {
    const { outcomes, reasons, folders } = await shred(path.join(top, 'sub'), {}, failing('rmdir', 'EBUSY'))
    expect(outcomes).toEqual(['top/sub/b.yaml: shredded', 'top/sub/deep/c.yaml: shredded', 'top/sub/deep: failed'])
    expect(reasons).toEqual([
      'top/sub/deep is a folder whose files were removed and that could not be removed itself: EBUSY: it failed',
    ])
    expect(folders).toEqual([])
  })

  it('a file that cannot be overwritten is kept under its name, with its folder', async () => {
    const { outcomes } = await shred(
      top,
      {},
      {
        file: () => ({
          datasync: async () => {
            throw systemError('EIO', 'it failed', 'fdatasync')
          },
        }),
      },
    )
    expect(outcomes).toEqual(all.map((name) => `top/${name}: failed`))
    expect(existsSync(path.join(top, 'sub', 'deep', 'c.yaml'))).toBe(true)
  })

  it('no folder and no file is left open', async () => {
    await symlink('sub', path.join(top, 'link'))
    await mkdir(path.join(top, '.git'))
    const open = () =>
      readdirSync('/proc/self/fd')
        .map((fd) => readlinkOf(fd))
        .filter((name) => name.startsWith(folder))
    await shred(top, {}, failing('rmdir', 'EBUSY'))
    expect(open()).toEqual([])
  })
})

describe.skipIf(!onLinux)('while it is gone through', () => {
  /** Does something once, when the bytes of the first file are written. */
  const once = (act: () => Promise<void>): Faults => {
    let done = false
    return {
      file: (real) => ({
        datasync: async () => {
          await real.datasync()
          if (done) return
          done = true
          await act()
        },
      }),
    }
  }

  it('a folder that is renamed, with a decoy in its place: the right files go, the decoy stays', async () => {
    const decoy = path.join(top, 'sub', 'deep', 'c.yaml')
    const { outcomes, reasons } = await shred(
      path.join(top, 'sub'),
      {},
      once(async () => {
        await rename(path.join(top, 'sub'), path.join(folder, 'moved'))
        await mkdir(path.dirname(decoy), { recursive: true })
        await writeFile(decoy, 'decoy')
      }),
    )
    expect(outcomes).toEqual([...shredded(['sub/b.yaml', 'sub/deep/c.yaml']), 'top/sub: failed'])
    expect(reasons).toEqual([
      'top/sub is a folder whose files were removed and that could not be removed itself: another one has its name now',
    ])
    expect(readFileSync(decoy, 'utf8')).toBe('decoy')
    expect(await readdir(path.join(folder, 'moved'))).toEqual([])
  })

  it('a folder whose parent becomes a link elsewhere: elsewhere nothing is touched', async () => {
    const victim = path.join(folder, 'victim')
    await mkdir(path.join(victim, 'deep'), { recursive: true })
    for (const name of ['b.yaml', 'deep/c.yaml']) await fileWith(victim, 'victim', name)
    await shred(
      top,
      {},
      once(async () => {
        await rename(path.join(top, 'sub'), path.join(folder, 'moved'))
        await symlink(victim, path.join(top, 'sub'))
      }),
    )
    expect(['b.yaml', 'deep/c.yaml'].map((name) => readFileSync(path.join(victim, name), 'utf8'))).toEqual([
      'victim',
      'victim',
    ])
    expect(lstatSync(path.join(top, 'sub')).isSymbolicLink()).toBe(true)
  })

  const between = (name: string, act: () => Promise<void>): Faults => {
    let done = false
    return {
      layer: {
        lstat: async (target) => {
          const facts = await nodeFileLayer.lstat(target)
          if (!done && target.toString().endsWith(`/${name}`)) {
            done = true
            await act()
          }
          return facts
        },
      },
    }
  }

  it.each([
    ['a link', (sub: string) => symlink('../victim', sub), /^top\/sub could not be shredded: E(LOOP|NOTDIR)/, 'failed'],
    [
      'another folder',
      (sub: string) => rename(path.join(folder, 'victim'), sub),
      /^top\/sub was replaced by another folder while it was being opened$/,
      'refused',
    ],
  ])('%s in the place of a folder between look and open is not entered', async (_, plant, why, status) => {
    const victim = path.join(folder, 'victim')
    await mkdir(victim)
    await fileWith(victim, 'victim', 'b.yaml')
    const sub = path.join(top, 'sub')
    const swapped = between('sub', async () => {
      await rename(sub, path.join(folder, 'moved'))
      await plant(sub)
    })
    const { outcomes, reasons } = await shred(top, {}, swapped)
    expect(outcomes).toEqual(['top/a.yaml: shredded', `top/sub: ${status}`])
    expect(reasons[0]).toMatch(why)
    expect(readFileSync(path.join(sub, 'b.yaml'), 'utf8')).toBe('victim')
  })

  it('a file that vanishes between listing and look is told, and its folder stays', async () => {
    const gone = between('a.yaml', () => rm(path.join(top, 'a.yaml')))
    const { outcomes, reasons } = await shred(top, {}, gone)
    expect(outcomes[0]).toBe('top/a.yaml: failed')
    expect(reasons).toEqual(['top/a.yaml could not be shredded: ENOENT: no such file or directory'])
  })

  it('a file that somebody puts into it keeps the folder, and that is told', async () => {
    const { reasons } = await shred(
      path.join(top, 'sub', 'deep'),
      {},
      once(() => writeFile(path.join(top, 'sub', 'deep', 'new'), 'new')),
    )
    expect(reasons).toEqual([
      'top/sub/deep is a folder whose files were removed and that could not be removed itself: ENOTEMPTY: directory not empty',
    ])
    expect(await readFile(path.join(top, 'sub', 'deep', 'new'), 'utf8')).toBe('new')
  })

  it('a signal ends the walk after the file at hand, and what was left is told', async () => {
    const controller = new AbortController()
    const { outcomes, reasons, folders } = await shred(
      top,
      { signal: controller.signal },
      once(async () => controller.abort('SIGINT')),
    )
    expect(outcomes).toEqual(['top/a.yaml: shredded', 'top: refused'])
    expect(reasons).toEqual(['top was not gone through to its end, because the work was interrupted'])
    expect(folders).toEqual([])
    expect(await readdir(top)).toEqual(['sub', 'void'])
  })
})

const mayMount =
  uid === 0 &&
  spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs none /mnt && mount --bind /mnt /mnt']).status === 0

describe.skipIf(!onLinux || !mayMount)('what is mounted within (skipped where mounting is not allowed)', () => {
  /** In a mount table of its own: tmpfs over `void`, `other` over `sub/deep`, `other/beside` over `sub/b.yaml`. */
  const inMounts = (flags: string) => {
    const script = `
      mount -t tmpfs none "$1/top/void" && echo on-tmpfs > "$1/top/void/f" &&
      mount --bind "$1/other" "$1/top/sub/deep" && mount --bind "$1/other/beside" "$1/top/sub/b.yaml" &&
      "$2" "$3" shred -rn0 ${flags} "$1/top"; echo "exit $?"; ls "$1/top/void"`
    const args = ['-m', 'sh', '-c', script, 'sh', folder, process.execPath, builtCli]
    return spawnSync('unshare', args, { encoding: 'utf8' }).stdout
  }
  beforeEach(async () => {
    await mkdir(path.join(folder, 'other'))
    await fileWith(path.join(folder, 'other'), 'beside', 'beside')
  })

  it('is not entered: another file system, the same one mounted again, a single file', () => {
    const output = inMounts('')
    for (const name of ['void', 'sub/deep', 'sub/b.yaml']) {
      expect(output).toContain(
        `Refused: ${top}/${name} is mounted there from elsewhere; --across-mounts goes there too.\n`,
      )
    }
    expect(output).toMatch(/: [01] overwritten and removed, [01] removed but not sanitized, 3 refused, 0 failed\./)
    expect(output).toMatch(/exit 2\nf\n$/)
    expect(readFileSync(path.join(folder, 'other', 'beside'), 'utf8')).toBe('beside')
    expect(readdirSync(top)).toEqual(['sub', 'void'])
  })

  it('is entered where that is asked', () => {
    expect(inMounts('--across-mounts')).toMatch(/exit 2\n$/)
    expect(readdirSync(path.join(folder, 'other'))).toEqual([])
  })
})
