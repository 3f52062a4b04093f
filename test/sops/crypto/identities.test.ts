import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ageIdentities } from '../../../src/sops/crypto/identities.ts'

const named = (name: string): string => `AGE-SECRET-KEY-1${name}`
let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'leaktight-identities-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const write = (path: string, content: string): string => {
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), content)
  return join(home, path)
}

const found = async (env: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'linux'): Promise<string[]> =>
  (await ageIdentities(env, platform)).map((identity) => identity.read((text) => text))

test('every place where sops looks is read', async () => {
  const file = write('elsewhere.txt', `# created: today\n# public key: age1x\r\n${named('FILE')}\r\n`)
  write('.config/sops/age/keys.txt', `${named('USUAL')}\n${named('SECOND')}\n`)
  const env = { HOME: home, SOPS_AGE_KEY: `${named('ONE')} ${named('TWO')}\n`, SOPS_AGE_KEY_FILE: file }
  expect(await found(env)).toEqual(['ONE', 'TWO', 'FILE', 'USUAL', 'SECOND'].map(named))
})

test.each([
  ['linux', '.config/sops/age/keys.txt', {}],
  ['linux', 'xdg/sops/age/keys.txt', { XDG_CONFIG_HOME: 'xdg' }],
  ['darwin', 'Library/Application Support/sops/age/keys.txt', {}],
  ['darwin', 'xdg/sops/age/keys.txt', { XDG_CONFIG_HOME: 'xdg' }],
  ['win32', 'Roaming/sops/age/keys.txt', { APPDATA: 'Roaming' }],
] as const)('the usual file on %s is %s', async (platform, path, folders) => {
  write(path, named('HERE'))
  const env = Object.fromEntries(Object.entries(folders).map(([name, folder]) => [name, join(home, folder)]))
  expect(await found({ HOME: home, ...env }, platform)).toEqual([named('HERE')])
})

test('nothing anywhere is no identity', async () => {
  expect(await found({ HOME: home })).toEqual([])
  expect(await found({})).toEqual([])
})

test('a named file that is not there is said, and what stands in the others is not', async () => {
  const env = { HOME: home, SOPS_AGE_KEY: named('ONE'), SOPS_AGE_KEY_FILE: join(home, 'gone') }
  const failure = await found(env).catch((error: Error) => error.message)
  expect(failure).toContain('SOPS_AGE_KEY_FILE')
  expect(failure).not.toContain(named('ONE'))
})
