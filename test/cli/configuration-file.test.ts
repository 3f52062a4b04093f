import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'

let repository: TestRepository
const config = (): string => join(repository.root, '.leaktight.yaml')

beforeEach(() => {
  repository = newRepository()
  repository.stage('a.txt', 'clean\n')
})
afterEach(() => repository.remove())

describe('.leaktight.yaml that is not a file of the repository is refused', () => {
  it.each([
    ['a FIFO', () => execFileSync('mkfifo', [config()]), /is not a regular file/],
    ['a folder', () => mkdirSync(config()), /is not a regular file/],
    ['a link to a device', () => symlinkSync('/dev/zero', config()), /leads out of the repository/],
    ['a link to nothing', () => symlinkSync('nothing', config()), /ENOENT/],
    ['a link to itself', () => symlinkSync('.leaktight.yaml', config()), /ELOOP/],
    ['too large', () => writeFileSync(config(), '#'.repeat(256 * 1024 + 1)), /is larger than 262144 bytes/],
    [
      'a link that leads out of the repository',
      () => {
        writeFileSync(join(repository.home, 'other.yaml'), 'fail-on: low\n')
        symlinkSync(join(repository.home, 'other.yaml'), config())
      },
      /leads out of the repository/,
    ],
  ])('%s', async (_what, make, message) => {
    make()
    for (const verb of [['staged'], ['audit'], ['scan', 'a.txt']]) {
      const { code, stdout, stderr } = await repository.leaktight(verb)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^leaktight: .*\.leaktight\.yaml: [^\n]*\n$/)
      expect(stderr).toMatch(message)
    }
  })

  it('a link to a file inside is followed', async () => {
    repository.write('tools/policy.yaml', 'fial-on: low\n')
    symlinkSync('tools/policy.yaml', config())
    expect((await repository.leaktight(['staged'])).stderr).toMatch(/did you mean "fail-on"/)
  })

  it('--config may lie anywhere', async () => {
    writeFileSync(join(repository.home, 'other.yaml'), 'fial-on: low\n')
    const { stderr } = await repository.leaktight(['staged', '--config', join(repository.home, 'other.yaml')])
    expect(stderr).toMatch(/did you mean "fail-on"/)
  })
})
