import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builtCli, newRepository, run, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const command = /^\s*::|##\w*\[/m

describe('no line that people read is a command to the runner of a CI job', () => {
  const names = ['::error file=x::pwned', ' ::error::pwned', '##[error]pwned', '##vso[task.setvariable]pwned']

  it.each(names)('a file named %j', async (name) => {
    repository.write(name, `# ##[group]x\n${awsPair().yaml}`)
    repository.git('add', '--all')
    for (const args of [['staged'], ['audit'], ['scan', name], ['staged', '--quiet']]) {
      const { code, stdout } = await repository.leaktight(args)
      expect(code).toBe(1)
      expect(stdout).toContain('pwned')
      expect(stdout).not.toMatch(command)
    }
  })

  it('with colour too', async () => {
    repository.write('::error::pwned', awsPair().yaml)
    repository.git('add', '--all')
    const { stdout } = await repository.leaktight(['staged'], { env: { NO_COLOR: '', FORCE_COLOR: '1' } })
    expect(stdout).toContain('\x1b[')
    expect(stdout.replaceAll(/\x1b\[[\d;]*m/g, '')).not.toMatch(command)
  })

  it('a message on standard error', async () => {
    const { code, stderr } = await repository.leaktight(['scan', 'x\n::error::pwned'])
    expect(code).toBe(2)
    expect(stderr).toContain('pwned')
    expect(stderr).not.toMatch(command)
  })
})

describe.runIf(existsSync('/dev/full'))('a report that cannot be written', () => {
  it.each(['text', 'json'])('is exit 2 and one sentence (%s)', async (format) => {
    repository.stage('a.txt', 'clean\n')
    const script = `"${process.execPath}" "${builtCli}" staged --format ${format} > /dev/full`
    const { code, stderr } = await run('sh', ['-c', script], { cwd: repository.root, env: repository.env })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^leaktight: standard output: ENOSPC[^\n]*\n$/)
  })

  it('is exit 2 where the complaint cannot be written either', async () => {
    repository.stage('a.txt', 'clean\n')
    const script = `"${process.execPath}" "${builtCli}" staged > /dev/full 2> /dev/full`
    expect((await run('sh', ['-c', script], { cwd: repository.root, env: repository.env })).code).toBe(2)
  })
})
