import { spawnSync } from 'node:child_process'
import { existsSync, linkSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseShredArguments, shredCommand } from '../../src/commands/shred.ts'
import { UserError } from '../../src/model/errors.ts'
import { freshFolder, onLinux, recordingLayer, uid } from './support.ts'

const secret = 'SECRET\n'.repeat(3)
const target = 'f'

/** What is under a name afterwards: `gone`, `whole`, `emptied`, `zeros`, `N readable` bytes of the secret, `overwritten`. */
const stateOf = (file: string): string => {
  if (!existsSync(file)) return lstatSync(file, { throwIfNoEntry: false }) === undefined ? 'gone' : 'dangling'
  if (lstatSync(file).isDirectory()) return 'a folder'
  const bytes = readFileSync(file)
  if (bytes.toString('latin1') === secret) return 'whole'
  if (bytes.length === 0) return 'emptied'
  if (bytes.every((byte) => byte === 0)) return 'zeros'
  const tail = [8].find(
    (at) => bytes.length === secret.length && bytes.subarray(at).equals(Buffer.from(secret).subarray(at)),
  )
  return tail === undefined ? 'overwritten' : `${secret.length - tail} readable`
}

type Make = (folder: string) => void
const plain: Make = (folder) => writeFileSync(path.join(folder, target), secret)
const other =
  (join: (from: string, to: string) => void): Make =>
  (folder) => {
    writeFileSync(path.join(folder, 'v'), secret)
    join(path.join(folder, 'v'), path.join(folder, target))
  }
const holding =
  (content: string | Buffer): Make =>
  (folder) =>
    writeFileSync(path.join(folder, target), content)

interface Row {
  readonly typed: readonly string[]
  readonly make?: Make
  /** Exit code, then what is left of `f`, then of `v`. */
  readonly gnu: readonly (string | number)[]
  readonly ours: readonly (string | number)[]
}

/** The table of docs/shredding.md. */
const rows: readonly Row[] = [
  { typed: ['-fz', '-n', '10', 'f'], gnu: [0, 'zeros'], ours: [0, 'gone'] },
  { typed: ['-uz', '-n', '3', 'f'], gnu: [0, 'gone'], ours: [0, 'gone'] },
  { typed: ['-x', '-n', '1', 'f'], gnu: [0, 'overwritten'], ours: [0, 'gone'] },
  { typed: ['-s', '8', 'f'], gnu: [0, '13 readable'], ours: [2, '13 readable'] },
  { typed: ['-s', '100', 'f'], gnu: [0, 'overwritten'], ours: [0, 'gone'] },
  { typed: ['-n', '0', 'f'], gnu: [0, 'whole'], ours: [0, 'gone'] },
  { typed: ['-n', '0', '-u', 'f'], gnu: [0, 'gone'], ours: [0, 'gone'] },
  { typed: ['-u', 'f'], make: holding(''), gnu: [0, 'gone'], ours: [0, 'gone'] },
  { typed: ['-u', 'f'], make: holding(Buffer.alloc(4096)), gnu: [0, 'gone'], ours: [0, 'gone'] },
  { typed: ['-u', 'f'], make: other(symlinkSync), gnu: [0, 'gone', 'emptied'], ours: [2, 'whole', 'whole'] },
  { typed: ['-u', 'f'], make: other(linkSync), gnu: [0, 'gone', 'emptied'], ours: [2, 'whole', 'whole'] },
  {
    typed: ['f'],
    make: (folder) => mkdirSync(path.join(folder, target)),
    gnu: [1, 'a folder'],
    ours: [2, 'a folder'],
  },
  { typed: ['f'], make: () => {}, gnu: [1, 'gone'], ours: [2, 'gone'] },
  { typed: ['-u', 'f', './f'], gnu: [1, 'gone'], ours: [2, 'gone'] },
  { typed: ['-s', '-1', 'f'], gnu: [1, 'whole'], ours: [2, 'whole'] },
  { typed: ['--remove=foo', 'f'], gnu: [1, 'whole'], ours: [2, 'whole'] },
  { typed: ['--random-source=/dev/zero', 'f'], gnu: [0, 'zeros'], ours: [2, 'whole'] },
  { typed: ['--iter=1', '--rem', 'f'], gnu: [0, 'gone'], ours: [0, 'gone'] },
]

let folder: string
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
})
afterEach(() => remove())

const left = (asked: readonly (string | number)[]): string[] =>
  ['f', 'v'].slice(0, asked.length - 1).map((name) => stateOf(path.join(folder, name)))

const ours = async (argv: readonly string[]): Promise<number> => {
  const parsed = parseShredArguments(argv)
  if (parsed instanceof UserError) return 2
  const { exitCode } = await shredCommand({
    arguments: parsed,
    paths: parsed.paths,
    cwd: folder,
    platform: 'linux',
    uid,
    interactive: false,
    stderr: { isTerminal: false, write: () => {} },
    tracking: async () => 'untracked',
    findLeftovers: async () => ({ targets: [], unseen: [], advice: [] }),
    confirm: async () => false,
    layer: recordingLayer().layer,
  })
  return exitCode
}

const version = spawnSync('shred', ['--version'], { encoding: 'utf8' }).stdout ?? ''

describe.skipIf(!onLinux)('the table beside GNU shred', () => {
  const titled = rows.map((row) => [row.typed.join(' '), row] as const)

  it.each(titled)('leaktight shred %s', async (_, { typed, make = plain, ours: expected }) => {
    make(folder)
    expect([await ours(typed), ...left(expected)]).toEqual(expected)
  })

  it.skipIf(!/GNU coreutils/.test(version)).each(titled)(
    'GNU shred %s (skipped without it)',
    (_, { typed, make = plain, gnu }) => {
      make(folder)
      const { status } = spawnSync('shred', typed, { cwd: folder, timeout: 5_000 })
      expect([status, ...left(gnu)]).toEqual(gnu)
    },
  )
})
