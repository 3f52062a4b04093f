import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository
const at = (path: string): string => join(repository.root, path)

beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const audit = async () => {
  const { code, stdout } = await repository.leaktight(['audit', '--format', 'json'])
  return { code, report: JSON.parse(stdout) }
}

describe('audit reads what lies on disk, whatever the index says it is', () => {
  it('a tracked link that became a file', async () => {
    symlinkSync('elsewhere', at('link.yaml'))
    repository.git('add', '--all')
    rmSync(at('link.yaml'))
    writeFileSync(at('link.yaml'), awsPair().yaml)
    const { code, report } = await audit()
    expect([code, report.counts.open, report.findings[0].origin.from]).toEqual([1, 2, 'worktree'])
  })

  it('a submodule that became a file', async () => {
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},inner`)
    writeFileSync(at('inner'), awsPair().yaml)
    const { code, report } = await audit()
    expect([code, report.findings[0].path]).toEqual([1, 'inner'])
  })

  it('files in the place of a submodule that is not checked out', async () => {
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},inner`)
    repository.write('inner/deep/.env', awsPair().yaml)
    const { code, report } = await audit()
    expect([code, report.findings[0].path]).toEqual([1, 'inner/deep/.env'])
  })

  it('a tracked file that became a link is counted as one', async () => {
    repository.stage('a.yaml', awsPair().yaml)
    rmSync(at('a.yaml'))
    symlinkSync('elsewhere', at('a.yaml'))
    const { stdout } = await repository.leaktight(['audit'])
    expect(stdout).toMatch(/0 open.*1 symlink/)
  })

  it('a tracked link that is not checked out is counted as one', async () => {
    symlinkSync('elsewhere', at('link.yaml'))
    repository.git('add', '--all')
    rmSync(at('link.yaml'))
    const { stdout } = await repository.leaktight(['audit'])
    expect(stdout).toMatch(/1 symlink/)
  })

  it('a repository inside, whose names are no text', async () => {
    const folder = Buffer.concat([Buffer.from(`${repository.root}/in\nner`), Buffer.from([0xff])])
    mkdirSync(folder)
    repository.git('init', '--quiet', 'plain')
    mkdirSync(Buffer.concat([folder, Buffer.from('/.git')]))
    for (const [name, content] of [
      ['/.git/HEAD', 'ref: refs/heads/main\n'],
      ['/new\nline.yaml', awsPair(1).yaml],
    ] as const) {
      writeFileSync(Buffer.concat([folder, Buffer.from(name)]), content)
    }
    mkdirSync(Buffer.concat([folder, Buffer.from('/.git/objects')]))
    mkdirSync(Buffer.concat([folder, Buffer.from('/.git/refs')]))
    repository.write('plain/b.yaml', awsPair(2).yaml)
    const { code, report } = await audit()
    expect([code, report.counts.open, report.errors]).toEqual([1, 4, []])
  })
})
