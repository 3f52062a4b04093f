import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keyPlaces, lookAtKeyFile } from '../../src/sources/machine/key-files.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'leaktight-keys-')))
  path = join(folder, 'keys.txt')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const look = () => lookAtKeyFile({ path, kind: 'age', own: true })

test('places follow the environment, each once', () => {
  const paths = (env: Record<string, string>): string[] => keyPlaces(env, '/work').map((place) => place.path)
  expect(paths({})).toEqual(['/var/lib/sops-nix/key.txt'])
  expect(paths({ HOME: '/h', XDG_CONFIG_HOME: '/h/.config', SOPS_AGE_KEY_FILE: 'k.txt' })).toEqual([
    '/h/.ssh/id_ed25519',
    '/h/.ssh/id_rsa',
    '/var/lib/sops-nix/key.txt',
    '/work/k.txt',
    '/h/.config/sops/age/keys.txt',
  ])
  expect(paths({ SOPS_AGE_KEY_FILE: '/var/lib/sops-nix/key.txt' })).toHaveLength(1)
})

test('a file is looked at and not opened', () => {
  writeFileSync(path, 'x')
  chmodSync(path, 0o000)
  chmodSync(folder, 0o1777)
  const { uid } = { uid: process.geteuid?.() }
  expect(look()).toEqual({ path, real: path, mode: 0, uid, folderMode: 0o1777 })
})

test('a link is followed, and the file judged where it lies', () => {
  mkdirSync(join(folder, 'real'), { mode: 0o700 })
  writeFileSync(join(folder, 'real/key'), 'x', { mode: 0o640 })
  symlinkSync('real/key', path)
  expect(look()).toMatchObject({ path, real: join(folder, 'real/key'), mode: 0o640, folderMode: 0o700 })
})

test.each([
  ['nothing', () => {}],
  ['a folder', () => mkdirSync(path)],
  ['a FIFO', () => execFileSync('mkfifo', [path])],
  ['a device', () => symlinkSync('/dev/null', path)],
  ['a link to nothing', () => symlinkSync('missing', path)],
  ['a link to itself', () => symlinkSync('keys.txt', path)],
])('%s is left alone', (_, make) => {
  make()
  expect(look()).toBeUndefined()
})
