import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builtCli, newRepository, run, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

describe('appendix A test 21: piped output', () => {
  it.each(['json', 'sarif', 'text', 'github'])(
    '%s: more than 64 KiB are complete and hold no secret',
    async (format) => {
      const pairs = Array.from({ length: 300 }, (_, seed) => awsPair(seed))
      repository.stage('many.yaml', pairs.map((pair) => pair.yaml).join('---\n'))
      const { code, stdout } = await repository.leaktight(['staged', '--format', format])
      expect(code).toBe(1)
      expect(stdout.length).toBeGreaterThan(65_536)
      if (format === 'json') expect(JSON.parse(stdout).counts.open).toBe(600)
      if (format === 'sarif') expect(JSON.parse(stdout).runs[0].results).toHaveLength(600)
      for (const { id, secret } of pairs) {
        expect(stdout).not.toContain(secret)
        expect(stdout).not.toContain(id)
      }
    },
  )

  it('a reader that has seen enough is no error', async () => {
    repository.stage('many.yaml', Array.from({ length: 300 }, (_, seed) => awsPair(seed).yaml).join(''))
    const command = `"${process.execPath}" "${builtCli}" staged --format json | head -c1; exit 0`
    const { stdout, stderr } = await run('sh', ['-c', command], { cwd: repository.root, env: repository.env })
    expect(stdout).toBe('{')
    expect(stderr).toBe('')
  })
})

describe('appendix A test 22: nothing examined is not clean', () => {
  it('a staged blob that is missing is exit 2 and named', async () => {
    repository.stage('a.yaml', awsPair().yaml)
    const objects = join(repository.root, '.git/objects')
    for (const name of readdirSync(objects)) if (name.length === 2) rmSync(join(objects, name), { recursive: true })
    const { code, stdout } = await repository.leaktight(['staged', '--format', 'json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'incomplete', errors: [{ path: 'a.yaml' }] })
  })

  it('an index that cannot be read is exit 2 and not "nothing staged"', async () => {
    repository.stage('a.yaml', awsPair().yaml)
    repository.write('.git/index', 'no index')
    const { code, stderr } = await repository.leaktight(['staged'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^leaktight: .*index/)
  })

  it('a commit that only deletes is clean', async () => {
    repository.stage('a.txt', 'one\n')
    repository.commit('first')
    repository.git('rm', '--quiet', 'a.txt')
    expect((await repository.leaktight(['staged'])).code).toBe(0)
  })
})
