import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch, Unit } from '../../src/model/unit.ts'
import { leftoverDirectories } from '../../src/sources/machine/directories.ts'
import { isPlaintextName } from '../../src/sources/machine/names.ts'
import { type MachineOptions, machineLimits } from '../../src/sources/machine/options.ts'
import { readOwnFile } from '../../src/sources/machine/own-file.ts'
import { type MachineSource, machineSource } from '../../src/sources/machine.ts'

const uid = process.getuid?.() ?? 0
const root = uid === 0

let base: string
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'leaktight-machine-')))
  chmodSync(base, 0o755)
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const put = (path: string, content: string | Uint8Array = 'a: 1\n'): string => {
  const absolute = join(base, path)
  mkdirSync(dirname(absolute), { recursive: true })
  writeFileSync(absolute, content)
  return absolute
}

const source = (options: Partial<MachineOptions> = {}): MachineSource =>
  machineSource({ directories: [base], uid, exclude: () => false, limits: machineLimits, ...options })

const unitsOf = async ({ units, batches }: MachineSource): Promise<Unit[]> => {
  const all: Unit[] = []
  for await (const unit of units()) all.push(unit)
  for await (const { spans, unit } of batches?.() ?? []) all.push(...spans.map((_, index) => unit(index)))
  return all
}

const pathsOf = async (machine: MachineSource): Promise<string[]> =>
  (await unitsOf(machine)).map(({ path }) => path.replace(`${base}/`, '')).sort()

const batchesOf = async ({ batches }: MachineSource): Promise<Batch[]> => {
  const all: Batch[] = []
  for await (const batch of batches?.() ?? []) all.push(batch)
  return all
}

describe('machineSource', () => {
  it('yields configuration-like files with their content and absolute path', async () => {
    const path = put('aws-update.yaml', 'region: x\n')
    put('notes.txt')
    put('empty.yaml', '')
    const units = []
    for await (const unit of source().units()) units.push(unit)
    expect(units.map((unit) => [unit.path, unit.origin, unit.size])).toEqual([[path, { from: 'machine' }, 10]])
    expect(Buffer.from((await units[0]?.bytes()) ?? []).toString()).toBe('region: x\n')
  })

  it('yields what has no such ending where its name tells, or mktemp made it', async () => {
    const telling = [
      'aws-update',
      'creds.txt',
      'db_password',
      'new-key.pem',
      'prod-secrets',
      'tmp.Ab3dEf9hIj',
      'token.tmp',
    ]
    for (const name of telling) put(name)
    for (const name of ['monkey', 'notes.txt', 'package', 'tmp.x', 'turnkey.sock', 'update.log.gz', 'agent']) put(name)
    expect(await pathsOf(source())).toEqual(telling)
  })

  it('with a budget reads the newest files of all folders together, and says how many are left', async () => {
    for (const [index, name] of ['old/a.yaml', 'new/b.yaml', 'old/c.yaml', 'new/d.yaml'].entries()) {
      utimesSync(put(name, 'x'.repeat(100)), 1000 + index, 1000 + index)
    }
    const directories = [join(base, 'old'), join(base, 'new')]
    const paths = async (files: number, bytes: number) => {
      const machine = source({ directories, budget: { files, bytes } })
      return [await pathsOf(machine), machine.advice]
    }
    const advice = (what: string) => [`${what} in temporary folders not looked at; see \`leaktight audit\``]
    expect(await paths(2, 1000)).toEqual([['new/d.yaml', 'old/c.yaml'], advice('2 older files')])
    expect(await paths(9, 300)).toEqual([['new/b.yaml', 'new/d.yaml', 'old/c.yaml'], advice('1 older file')])
    expect(await paths(4, 400)).toEqual([['new/b.yaml', 'new/d.yaml', 'old/a.yaml', 'old/c.yaml'], []])
  })

  it('looks first at what tells by its name, where it cannot look at everything', async () => {
    const names = [
      ...Array.from({ length: 30 }, (_, index) => `entry-${index}.yaml`),
      'aws-update.yaml',
      'my-creds.json',
    ]
    for (const [index, name] of names.entries()) utimesSync(put(name), 5000 - index, 5000 - index)
    const telling = ['aws-update.yaml', 'my-creds.json']
    expect(await pathsOf(source({ limits: { ...machineLimits, looks: 2 } }))).toEqual(telling)
    expect(await pathsOf(source({ budget: { files: 2, bytes: 1000 } }))).toEqual(telling)
    expect(await pathsOf(source({ budget: { files: 3, bytes: 1000 } }))).toEqual([
      ...telling.slice(0, 1),
      'entry-0.yaml',
      ...telling.slice(1),
    ])
  })

  it('with a budget holds each content by itself, an end of a line between two', async () => {
    const contents = ['region: x', 'a'.repeat(70_000), '\0'.repeat(20), 'ä\n']
    for (const [index, content] of contents.entries()) put(`${index}.yaml`, content)
    const machine = source({ budget: { files: 9, bytes: 1_000_000 } })
    const [first, ...more] = await batchesOf(machine)
    expect(more).toEqual([])
    const indices = first?.spans.map((_, index) => index) ?? []
    const found = indices.map((index) => [
      first?.path(index),
      Buffer.from(first?.unit(index).bytes() as Buffer).toString(),
    ])
    expect(found.sort()).toEqual(contents.map((content, index) => [join(base, `${index}.yaml`), content]))
    for (const { start, size } of first?.spans ?? []) expect(first?.buffer[start + size]).toBe(10)
    expect(() => first?.unit(4)).toThrow('a batch of 4 has no content 4')
  })

  it('looks into folders down to three components, the temporary folder of sops edit among them', async () => {
    put('1234567/aws.yaml')
    put('a/b/deep.json')
    put('a/b/c/too-deep.json')
    expect(await pathsOf(source())).toEqual(['1234567/aws.yaml', 'a/b/deep.json'])
  })

  it('leaves repositories, dependencies and private folders of services alone', async () => {
    put('clone/config.yaml')
    mkdirSync(join(base, 'clone/.git'))
    put('worktree/.git', 'gitdir: elsewhere\n')
    put('worktree/config.yaml')
    for (const name of ['bare/objects', 'bare/refs']) mkdirSync(join(base, name), { recursive: true })
    put('bare/HEAD')
    put('bare/config.ini')
    put('node_modules/package.json')
    put('systemd-private-0123-x.service-abc/tmp.json')
    put('plain/config.yaml')
    const machine = source()
    expect(await pathsOf(machine)).toEqual(['plain/config.yaml'])
    expect(machine.passed.get('dependency')).toBe(1)
  })

  it('leaves out what is examined elsewhere', async () => {
    put('repo/a.yaml')
    put('other/a.yaml')
    put('b.yaml')
    const excluded = [join(base, 'repo'), join(base, 'b.yaml')]
    expect(await pathsOf(source({ exclude: (path) => excluded.includes(path) }))).toEqual(['other/a.yaml'])
    expect(await pathsOf(source({ exclude: (path) => path === base }))).toEqual([])
  })

  it('never opens FIFOs, sockets or links, and counts them', async () => {
    execFileSync('mkfifo', [join(base, 'fifo.yaml')])
    const server = createServer().listen(join(base, 'socket.yaml'))
    await new Promise((resolve) => server.once('listening', resolve))
    put('elsewhere/target', 'a: 1')
    symlinkSync(join(base, 'elsewhere/target'), join(base, 'link.yaml'))
    symlinkSync('/dev/zero', join(base, 'endless.yaml'))
    symlinkSync(base, join(base, 'loop'))
    symlinkSync('nowhere', join(base, 'dangling.yaml'))
    const machine = source()
    expect(await pathsOf(machine)).toEqual([])
    expect([machine.passed.get('special'), machine.passed.get('symlink')]).toEqual([2, 3])
    expect(machine.failures).toEqual([])
    await new Promise((resolve) => server.close(resolve))
  })

  it.skipIf(!root)('leaves files and folders of other users alone (needs root to make them)', async () => {
    chownSync(put('foreign.yaml'), 65_534, 65_534)
    put('foreign/own.yaml')
    chownSync(join(base, 'foreign'), 65_534, 65_534)
    put('own.yaml')
    expect(await pathsOf(source())).toEqual(['own.yaml'])
  })

  it.skipIf(root)('reports own files and folders that cannot be read (root reads everything)', async () => {
    chmodSync(put('closed.yaml'), 0)
    put('closed/a.yaml')
    chmodSync(join(base, 'closed'), 0)
    const machine = source()
    expect(await pathsOf(machine)).toEqual([])
    expect(machine.failures.map(({ path }) => path).sort()).toEqual([join(base, 'closed'), join(base, 'closed.yaml')])
    chmodSync(join(base, 'closed'), 0o700)
  })

  it('takes a file that vanishes during the walk for none', async () => {
    const paths = [put('a.yaml'), put('b.yaml')]
    const seen: string[] = []
    const machine = source()
    for await (const unit of machine.units()) {
      for (const path of paths.splice(0)) if (path !== unit.path) unlinkSync(path)
      seen.push(unit.path)
    }
    expect(seen).toHaveLength(1)
    expect(machine.failures).toEqual([])
  })

  it('says how many files were too large, and reads the largest that is not', async () => {
    put('large.json', Buffer.alloc(1024 * 1024 + 1, 0x20))
    put('exact.json', Buffer.alloc(1024 * 1024, 0x20))
    const machine = source()
    expect(await pathsOf(machine)).toEqual(['exact.json'])
    expect(machine.advice).toEqual(['1 file over 1024 KiB in temporary folders not looked at'])
  })

  it('finds the one leftover among 5,000 other entries', async () => {
    for (let index = 0; index < 5_000; index++) put(`entry-${index}`, '')
    put('aws-update.yaml')
    const machine = source()
    expect(await pathsOf(machine)).toEqual(['aws-update.yaml'])
    expect(machine.failures).toEqual([])
  })

  it('stops after the allowed number of entries and says so, nearest files first', async () => {
    put('near.yaml')
    for (let index = 0; index < 20; index++) put(`folder/${index}/far.yaml`)
    const limits = { ...machineLimits, entries: 10 }
    const machine = source({ limits })
    expect(await pathsOf(machine)).toEqual(['near.yaml'])
    expect(machine.failures).toEqual([
      { path: base, reason: 'more than 10 entries: the rest was not searched for leftovers' },
    ])
    rmSync(join(base, 'folder'), { recursive: true })
    const exact = source({ limits: { ...limits, entries: 1 } })
    expect(await pathsOf(exact)).toEqual(['near.yaml'])
    expect(exact.failures).toEqual([])
  })

  it('looks once at a directory that lies in another, and to its own full depth', async () => {
    put('user/a/b/c.yaml')
    put('d.yaml')
    const directories = [base, join(base, 'user')]
    expect(await pathsOf(source({ directories }))).toEqual(['d.yaml', 'user/a/b/c.yaml'])
  })

  it('takes a directory that does not exist for an empty one', async () => {
    const machine = source({ directories: [join(base, 'absent')] })
    expect(await pathsOf(machine)).toEqual([])
    expect(machine.failures).toEqual([])
  })

  it('looks into a directory that is named through a link, once', async () => {
    put('real/a.yaml')
    symlinkSync(join(base, 'real'), join(base, 'alias'))
    const directories = [join(base, 'alias'), join(base, 'real')]
    expect(await pathsOf(source({ directories }))).toEqual(['real/a.yaml'])
  })

  it('tells who else can read a file, behind the folders above it', async () => {
    chmodSync(put('all.yaml'), 0o644)
    chmodSync(put('group.yaml'), 0o640)
    chmodSync(put('own.yaml'), 0o600)
    chmodSync(put('closed/all.yaml'), 0o644)
    chmodSync(put('closed/open/all.yaml'), 0o644)
    chmodSync(join(base, 'closed/open'), 0o755)
    chmodSync(join(base, 'closed'), 0o700)
    const machine = source()
    await pathsOf(machine)
    expect(Object.fromEntries(machine.readers)).toEqual({
      [join(base, 'all.yaml')]: 'everyone',
      [join(base, 'group.yaml')]: 'group',
    })
  })

  it('opens a file whose name is not UTF-8', async () => {
    const folder = Buffer.concat([Buffer.from(`${base}/`), Buffer.from([0xff])])
    try {
      mkdirSync(folder)
    } catch {
      return // The file system takes no such names.
    }
    writeFileSync(Buffer.concat([folder, Buffer.from('/\xfe.yaml', 'latin1')]), 'a: 1')
    writeFileSync(Buffer.concat([folder, Buffer.from('/plain.yaml')]), 'a: 1')
    expect(await pathsOf(source())).toEqual(['\uFFFD/plain.yaml', '\uFFFD/\uFFFD.yaml'])
  })
})

describe('readOwnFile', () => {
  it('neither follows a link nor waits for a FIFO that took the place of a file', () => {
    symlinkSync(put('target'), join(base, 'link'))
    execFileSync('mkfifo', [join(base, 'fifo')])
    const kinds = ['link', 'fifo', 'absent', ''].map((name) => readOwnFile(join(base, name), uid, 100).kind)
    expect(kinds).toEqual(['absent', 'absent', 'absent', 'absent'])
  })

  it('reads nothing of another user and nothing over the limit', () => {
    const path = put('file', '12345')
    expect(readOwnFile(path, uid + 1, 100).kind).toBe('absent')
    expect(readOwnFile(path, uid, 4).kind).toBe('absent')
    expect(readOwnFile(path, uid, 5).kind).toBe('content')
  })
})

describe('leftoverDirectories', () => {
  it('answers every temporary folder of system and user once', () => {
    const real = join(base, 'real')
    const alias = join(base, 'alias')
    mkdirSync(real)
    symlinkSync(real, alias)
    const directories = leftoverDirectories({ TMPDIR: alias, XDG_RUNTIME_DIR: real })
    expect(directories.filter((directory) => directory.startsWith(base))).toEqual([real])
    expect(directories).toContain(realpathSync('/tmp'))
  })

  it('answers only the directories of LEAKTIGHT_TEMP_DIRS where it is set', () => {
    const other = join(base, 'other')
    mkdirSync(other)
    const env = { LEAKTIGHT_TEMP_DIRS: `${base}:${other}:relative:${base}/absent:${base}`, TMPDIR: '/tmp' }
    expect(leftoverDirectories(env)).toEqual([base, other])
  })

  it('takes an empty LEAKTIGHT_TEMP_DIRS for an unset one', () => {
    expect(leftoverDirectories({ LEAKTIGHT_TEMP_DIRS: '', TMPDIR: base })).toContain(base)
  })
})

describe('isPlaintextName', () => {
  it.each([
    'aws-update.yaml',
    'a.yml',
    'a.json',
    '.env',
    '.env.local',
    'prod.env',
    'prod.env.bak',
    '.envrc',
    'env',
    'a.ini',
    'a.conf',
    'accessKeys.csv',
    'terraform.tfvars',
    'terraform.tfvars.json',
    'aws.yaml~',
    'aws.yaml.bak',
    'aws.YAML.1',
    'credentials',
    'tmp-file',
    'tmp-file123',
  ])('%s may hold plaintext', (name) => expect(isPlaintextName(name)).toBe(true))

  it.each(['a.log', 'environment', 'a.yaml.gz', 'yaml', 'package-lock', 'a.jsonl', 'venv', 'tmp-file.sock'])(
    '%s is not looked at',
    (name) => expect(isPlaintextName(name)).toBe(false),
  )
})
