import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const found = async (...args: string[]): Promise<string[]> =>
  JSON.parse((await repository.leaktight([...args, '--format', 'json'])).stdout).findings.map(
    (finding: { path: string; region: { startLine: number } }) => `${finding.path}:${finding.region.startLine}`,
  )

const utf16 = (text: string, bigEndian: boolean, mark: boolean): Buffer => {
  const little = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le')
  return bigEndian ? little.swap16() : little
}

describe('appendix A test 8: what git takes for binary', () => {
  it('attributes that hide a file from git diff hide nothing', async () => {
    repository.stage('.gitattributes', '*.env -diff\n*.txt binary\n')
    repository.stage('a.env', awsPair(1).yaml)
    repository.stage('b.txt', awsPair(2).yaml)
    expect(await found('staged')).toEqual(['a.env:1', 'a.env:2', 'b.txt:1', 'b.txt:2'])
    repository.commit('binary')
    expect(await found('audit', '--history', '--rule', 'aws-secret-access-key')).toEqual(
      expect.arrayContaining(['a.env:2', 'b.txt:2']),
    )
  })

  it.each([
    ['little endian with a mark', false, true],
    ['big endian with a mark', true, true],
    ['little endian without one', false, false],
    ['big endian without one', true, false],
  ])('UTF-16 is decoded: %s', async (_name, bigEndian, mark) => {
    repository.stage('keys.txt', utf16(awsPair().yaml.replaceAll('\n', '\r\n'), bigEndian, mark))
    expect(await found('staged')).toEqual(['keys.txt:1', 'keys.txt:2'])
  })

  it('a keyed token in a binary file is found, and the file is counted as binary', async () => {
    repository.stage('a.bin', Buffer.concat([Buffer.from([0, 1, 2, 0]), Buffer.from(`\0${awsPair().id}\0`)]))
    expect(await found('staged')).toEqual(['a.bin:1'])
    expect((await repository.leaktight(['staged'])).stdout).toMatch(/1 binary/)
  })
})

describe('appendix A test 9: settings of the repository', () => {
  it('change nothing of what is found', async () => {
    const settings = {
      'color.diff': 'always',
      'color.ui': 'always',
      'core.abbrev': '7',
      'core.pager': 'false',
      'core.quotePath': 'true',
      'diff.external': 'false',
      'diff.mnemonicPrefix': 'true',
      'diff.noprefix': 'true',
      'diff.relative': 'true',
      'diff.renames': 'copies',
      'log.date': 'relative',
      'log.decorate': 'full',
      'log.diffMerges': 'off',
      'log.showRoot': 'false',
      'log.showSignature': 'true',
    }
    const lines = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('')
    const looked = async (): Promise<string[][]> => {
      const sub = { cwd: join(repository.root, 'sub') }
      const inSub = await repository.leaktight(['ci', '--base', 'HEAD~1', '--format', 'json'], sub)
      const fromStart = await repository.leaktight(['audit', '--history', '--format', 'json'], sub)
      const paths = ({ stdout }: { stdout: string }): string[] =>
        JSON.parse(stdout).findings.map((finding: { path: string }) => finding.path)
      return [await found('staged'), await found('ci', '--base', 'HEAD~1'), paths(inSub), paths(fromStart)]
    }
    repository.stage('root.yaml', awsPair(3).yaml)
    repository.stage('ä b.yaml', lines)
    repository.stage('sub/c.txt', 'clean\n')
    repository.commit('first')
    repository.git('rm', '--quiet', 'root.yaml')
    repository.git('mv', 'ä b.yaml', 'ö b.yaml')
    repository.stage('ö b.yaml', `${lines}${awsPair().yaml}`)
    repository.commit('renamed')
    repository.stage('ö b.yaml', `${lines}${awsPair(2).yaml}`)
    const before = await looked()
    expect(before[0]).toEqual(['ö b.yaml:21', 'ö b.yaml:22'])
    expect(before[2]).toEqual(['ö b.yaml', 'ö b.yaml'])
    expect(before[3]).toContain('root.yaml')
    for (const [key, value] of Object.entries(settings)) repository.git('config', key, value)
    expect(await looked()).toEqual(before)
  })
})
