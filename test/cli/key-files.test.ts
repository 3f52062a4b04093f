import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { handOver, leaktightUnprivileged, noUnprivileged } from '../support/unprivileged.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
  repository.stage('a.txt', 'a')
})

afterEach(() => {
  chmodSync(join(repository.home, '.config'), 0o755)
  repository.remove()
})

const key = (path: string, mode = 0o600): string => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, 'no key at all')
  chmodSync(path, mode)
  return path
}

const usual = (): string => join(repository.home, '.config/sops/age/keys.txt')

const audit = async (env: NodeJS.ProcessEnv = {}): Promise<{ code: number; found: string[]; text: string }> => {
  const { code, stdout } = await repository.command(['audit', '--format', 'json'], { env })
  const { findings } = JSON.parse(stdout)
  const keyFindings = findings.filter(({ rule }: { rule: string }) => rule.startsWith('keyfile-'))
  return { code, text: stdout, found: keyFindings.map(({ rule }: { rule: string }) => rule).sort() }
}

test('a key that only its owner can read is fine', async () => {
  key(usual())
  expect(await audit()).toMatchObject({ code: 0, found: [] })
})

test('a key that others can read is found, and nothing of it is shown', async () => {
  const path = key(usual(), 0o644)
  const { code, found, text } = await audit()
  expect({ code, found }).toEqual({ code: 1, found: ['keyfile-mode'] })
  expect(JSON.parse(text).findings[0].path).toBe(path)
  expect(text).not.toContain('no key at all')
  chmodSync(path, 0o400)
  expect((await audit()).found).toEqual([])
})

test('a folder that everybody can write is found', async () => {
  chmodSync(dirname(key(usual())), 0o777)
  expect((await audit()).found).toEqual(['keyfile-parent'])
})

test('a key in the working tree is found until git ignores it', async () => {
  key(usual())
  const path = key(join(repository.root, 'keys.txt'))
  const env = { SOPS_AGE_KEY_FILE: path }
  expect((await audit(env)).found).toEqual(['keyfile-tracked'])
  repository.write('.gitignore', 'keys.txt\n')
  expect((await audit(env)).found).toEqual([])
  repository.git('add', '--force', 'keys.txt')
  expect((await audit(env)).found).toEqual(['keyfile-tracked'])
})

test('a link to a tracked key is found where git tracks it', async () => {
  const path = key(join(repository.root, 'keys.txt'))
  repository.git('add', 'keys.txt')
  mkdirSync(dirname(usual()), { recursive: true })
  symlinkSync(path, usual())
  expect((await audit()).found).toEqual(['keyfile-tracked'])
})

test('a rule that is turned off says nothing', async () => {
  key(usual(), 0o644)
  repository.write('.leaktight.yaml', 'rules:\n  keyfile-mode: off\n')
  expect((await audit()).found).toEqual([])
})

test.skipIf(noUnprivileged() !== undefined)('a key that cannot be looked at is no clean bill', () => {
  key(usual())
  handOver(repository)
  chmodSync(join(repository.home, '.config'), 0o000)
  const { code, stdout } = leaktightUnprivileged(repository, ['audit'])
  expect(code).toBe(2)
  expect(stdout).toContain('keys.txt')
})
