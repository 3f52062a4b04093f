import { execFileSync } from 'node:child_process'
import { rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { enc, sopsYaml } from '../checks/rotation/encrypted-text.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

let repository: TestRepository
const at = (path: string): string => join(repository.root, path)
beforeEach(() => {
  repository = newRepository()
  for (const path of ['a.yaml', 'b.yaml', 'c.yaml', 'd.bin', 'e.yaml']) {
    repository.stage(path, sopsYaml([`password: ${enc(path)}`], '2026-01-01T00:00:00Z'))
  }
  repository.commit('first')
})
afterEach(() => repository.remove())

const rotation = async (...args: string[]) => {
  const { stdout, stderr } = await repository.leaktight(['rotation', ...args])
  return { stdout, stderr: stderr.replace(/\s+/g, ' ') }
}
const rows = async () => {
  const { credentials } = JSON.parse((await rotation('--format', 'json')).stdout)
  return credentials.map(({ path, note }: { path: string; note?: string }) => [path, note])
}

it('a tracked file too large to be held is listed where it is encrypted, and passed over where it is not', async () => {
  truncateSync(at('a.yaml'), 9 * 1024 * 1024)
  truncateSync(at('d.bin'), 9 * 1024 * 1024)
  repository.write('e.yaml', '')
  truncateSync(at('e.yaml'), 64 * 1024 * 1024)
  rmSync(at('b.yaml'))
  expect(await rows()).toEqual([
    ['c.yaml', undefined],
    ['a.yaml', 'larger than 8 MiB, the limit for reading structure'],
  ])
  expect((await rotation('a.yaml')).stdout).toContain('larger than 8 MiB')
})

it('what is no regular file any more is passed over, and named is told apart', async () => {
  for (const path of ['a.yaml', 'b.yaml', 'c.yaml', 'd.bin']) rmSync(at(path))
  execFileSync('mkfifo', [at('a.yaml')])
  symlinkSync('e.yaml', at('b.yaml'))
  expect((await rows()).map(([path]: [string]) => path)).toEqual(['e.yaml'])
  expect((await rotation('a.yaml')).stderr).toContain('a.yaml: not a regular file')
  expect((await rotation('b.yaml')).stderr).toContain('b.yaml: a symbolic link; name the file it points to')
  expect((await rotation('c.yaml')).stderr).toContain('c.yaml: no such file')
})

it.runIf(process.platform === 'linux')('a name that is not UTF-8 hides no credential', async () => {
  const twin = (byte: number): Buffer =>
    Buffer.concat([Buffer.from(at('o')), Buffer.from([byte]), Buffer.from('.yaml')])
  writeFileSync(twin(0xff), sopsYaml([`password: ${enc('odd')}`], '2026-01-01T00:00:00Z'))
  repository.git('add', '-A')
  expect((await rows()).map(([path]: [string]) => path)).toContain('o�.yaml')
  writeFileSync(twin(0xfe), sopsYaml([`password: ${enc('twin')}`], '2026-01-01T00:00:00Z'))
  repository.git('add', '-A')
  expect((await rotation()).stderr).toContain('two tracked files have names that look like this')
})
