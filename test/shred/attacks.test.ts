import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shredFile } from '../../src/shred/shred-file.ts'
import { shredTree } from '../../src/shred/shred-tree.ts'
import { builtCli } from '../support/repository.ts'
import { noUnprivileged } from '../support/unprivileged.ts'
import { fileWith, freshFolder, onLinux, optionsWith, recordingLayer, uid } from './support.ts'

const nobody = 65_534
const asNobody = { uid: nobody, gid: nobody }

const why = uid === 0 ? noUnprivileged() : 'only root is two users'
const alone = !onLinux || why !== undefined

let folder: string
let shared: string
let victim: string
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
  await chmod(folder, 0o755)
  shared = path.join(folder, 'shared')
  await mkdir(shared)
  await chmod(shared, 0o1777)
  await mkdir(path.join(folder, 'private'), { mode: 0o700 })
  victim = await fileWith(path.join(folder, 'private'), 'victim', 'target.yaml')
})
afterEach(() => remove())

/** What another user does. */
const attacker = (script: string, ...args: string[]): void => {
  const { status, stderr } = spawnSync('sh', ['-ec', script, 'sh', ...args], {
    ...asNobody,
    cwd: shared,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
}

const target = (): string => path.join(shared, 'target.yaml')

const shred = (file = target()) => shredFile(file, optionsWith({ force: true, passes: 1 }), recordingLayer().layer)

const victimIsWhole = (): void => {
  expect(readFileSync(victim, 'utf8')).toBe('victim')
  expect(lstatSync(victim).nlink).toBe(1)
}

describe.skipIf(alone)(`what another user planted in a sticky folder (${why ?? 'as root and nobody'})`, () => {
  it('a symbolic link to a file of ours: refused, both stay', async () => {
    attacker('ln -s "$1" target.yaml', victim)
    expect(await shred()).toMatchObject({ status: 'refused', reason: 'is a symbolic link; name the file it points to' })
    expect(lstatSync(target()).isSymbolicLink()).toBe(true)
    victimIsWhole()
  })

  it('a hard link to a file of ours: refused, for both names', async () => {
    // fs.protected_hardlinks lets nobody link what nobody may not write.
    const open = await fileWith(folder, 'open to all', 'open')
    await chmod(open, 0o666)
    attacker('ln "$1" target.yaml', open)
    for (const name of [target(), open]) {
      expect(await shred(name)).toMatchObject({ status: 'refused', reason: expect.stringMatching(/^has 2 names/) })
    }
    expect(readFileSync(open, 'utf8')).toBe('open to all')
  })

  it('a named pipe, with and without a reader: refused, nobody waits', async () => {
    attacker('mkfifo target.yaml')
    const pipe = { status: 'refused', reason: 'is a named pipe and holds no data' }
    expect(await shred()).toMatchObject(pipe)
    const reader = spawn('cat', [target()], { ...asNobody, stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      expect(await shred()).toMatchObject(pipe)
    } finally {
      reader.kill('SIGKILL')
      await once(reader, 'close')
    }
  })

  it('a file of its own: refused, and stays', async () => {
    attacker('echo theirs > target.yaml')
    expect(await shred()).toMatchObject({
      status: 'refused',
      reason: expect.stringMatching(/^belongs to another user/),
    })
    expect(readFileSync(target(), 'utf8')).toBe('theirs\n')
  })

  it('a link to a folder of ours: refused, its files stay', async () => {
    attacker('ln -s "$1" work', path.dirname(victim))
    expect((await shred(path.join(shared, 'work', 'target.yaml'))).status).toBe('refused')
    const tree = await shredTree(
      path.join(shared, 'work'),
      optionsWith({ force: true }),
      { keepFolders: false, acrossMounts: true },
      recordingLayer().layer,
    )
    expect(tree.outcomes).toMatchObject([{ status: 'refused' }])
    victimIsWhole()
  })

  it('links, pipes and files below a folder of ours: refused, all stay', async () => {
    await mkdir(path.join(shared, 'work'))
    await chmod(path.join(shared, 'work'), 0o777)
    attacker(
      'cd work; ln -s "$1" link; ln -s "$(dirname "$1")" to-folder; mkfifo pipe; mkdir sub; echo x > sub/f',
      victim,
    )
    const { outcomes, folders } = await shredTree(
      path.join(shared, 'work'),
      optionsWith({ force: true }),
      { keepFolders: false, acrossMounts: false },
      recordingLayer().layer,
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['refused', 'refused', 'refused', 'refused'])
    expect(folders).toEqual([])
    victimIsWhole()
  })
})

/** Puts things under the name `target.yaml` as fast as it can, the file itself among them, until it is killed. */
const swapper = `
const fs = require('node:fs')
const [name, victim] = process.argv.slice(1)
const away = name + '.away'
const plant = [
  () => fs.symlinkSync(victim, name),
  () => fs.mkdirSync(name),
  () => fs.writeFileSync(name, 'theirs'),
  () => fs.symlinkSync(require('node:path').dirname(victim), name),
]
const quietly = (work) => { try { work() } catch {} }
process.stdout.write('begun')
for (let n = 0; ; n++) {
  quietly(() => fs.renameSync(name, away))
  quietly(plant[n % plant.length])
  quietly(() => fs.rmSync(name, { recursive: true }))
  quietly(() => fs.renameSync(away, name))
}`

describe.skipIf(alone)(`while another user swaps the name all the time (${why ?? 'as root and nobody'})`, () => {
  let child: ChildProcess
  beforeEach(async () => {
    // Not sticky: here another user may move our file away.
    await chmod(shared, 0o777)
    child = spawn(process.execPath, ['-e', swapper, target(), victim], {
      ...asNobody,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout ?? child, 'data')
  })
  afterEach(async () => {
    child.kill('SIGKILL')
    await once(child, 'close')
  })

  const ours = async (): Promise<void> => {
    if (existsSync(target()) || existsSync(`${target()}.away`)) return
    await writeFile(target(), 'ours', { flag: 'wx' }).catch(() => {})
  }

  it('nothing but our own file is written to or removed', async () => {
    const seen = new Set<string>()
    const until = Date.now() + 1500
    while (Date.now() < until) {
      await ours()
      seen.add((await shred()).status)
      victimIsWhole()
    }
    expect(seen.has('refused')).toBe(true)
  })

  it('no folder but our own is entered', async () => {
    const until = Date.now() + 1000
    while (Date.now() < until) {
      await mkdir(path.join(shared, 'target.yaml')).catch(() => {})
      const options = optionsWith({ force: true, passes: 1 })
      await shredTree(target(), options, { keepFolders: false, acrossMounts: true }, recordingLayer().layer)
      victimIsWhole()
    }
  })
})

describe.skipIf(alone)(`without the rights of root (${why ?? 'as nobody'})`, () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [builtCli, 'shred', '-n1', ...args], { ...asNobody, cwd: shared, encoding: 'utf8' })

  it('an own file in a sticky folder is gone, one of root stays', async () => {
    attacker('echo mine > own')
    await writeFile(target(), 'of root', { mode: 0o666 })
    const { status, stdout } = run('own', 'target.yaml')
    expect(stdout).toMatch(/removed own[ ,]/)
    expect(stdout).toContain('Refused: target.yaml belongs to another user (uid 0); only its owner may shred it.')
    expect(status).toBe(2)
    expect(readFileSync(target(), 'utf8')).toBe('of root')
  })

  it('a file in a folder closed to writing is overwritten and emptied, kept, and that is exit 2', async () => {
    attacker('mkdir closed; echo secret > closed/0123456789; chmod 500 closed')
    const { status, stdout } = run('-u', 'closed/0123456789')
    expect(stdout).toContain(
      'Failed: closed/0123456789 was overwritten, but could not be removed: EACCES: permission denied.',
    )
    expect(status).toBe(2)
    expect(lstatSync(path.join(shared, 'closed', '0123456789')).size).toBe(0)
  })

  it('a folder that cannot be looked into is told, and stays with the one around it', async () => {
    attacker('mkdir -p top/closed; echo secret > top/a; echo secret > top/closed/b; chmod 0 top/closed')
    const { status, stdout } = run('-r', 'top')
    expect(stdout).toMatch(/removed top\/a[ ,]/)
    expect(stdout).toContain('Failed: top/closed could not be shredded: EACCES: permission denied.')
    expect(status).toBe(2)
  })

  it('a read-only file needs --force, and mode 0 as well', async () => {
    attacker('for f in r o; do echo secret > $f; done; chmod 400 r; chmod 0 o')
    expect(run('r', 'o').stdout).toContain(
      'Refused: r is read-only; --force makes it writable first.\nRefused: o is read',
    )
    expect(run('-f', 'r', 'o')).toMatchObject({ status: expect.toBeOneOf([0, 1]) })
    expect([existsSync(path.join(shared, 'r')), existsSync(path.join(shared, 'o'))]).toEqual([false, false])
  })

  it('a folder of root is not gone through', async () => {
    await mkdir(path.join(shared, 'work'))
    await chown(await fileWith(path.join(shared, 'work'), 'x', 'f'), nobody, nobody)
    expect(run('-r', 'work').stdout).toContain('Refused: work is a folder of another user (uid 0)')
  })
})
