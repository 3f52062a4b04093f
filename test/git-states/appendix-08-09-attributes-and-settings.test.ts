import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const rulesFound = async (...args: string[]): Promise<string[]> =>
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
    expect(await rulesFound('staged')).toEqual(['a.env:1', 'a.env:2', 'b.txt:1', 'b.txt:2'])
    repository.commit('binary')
    expect(await rulesFound('audit', '--history', '--rule', 'aws-secret-access-key')).toEqual(
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
    expect(await rulesFound('staged')).toEqual(['keys.txt:1', 'keys.txt:2'])
  })

  it('a keyed token in a binary file is found, and the file is counted as binary', async () => {
    repository.stage('a.bin', Buffer.concat([Buffer.from([0, 1, 2, 0]), Buffer.from(`\0${awsPair().id}\0`)]))
    expect(await rulesFound('staged')).toEqual(['a.bin:1'])
    expect((await repository.leaktight(['staged'])).stdout).toMatch(/1 binary/)
  })
})

describe('appendix A test 9: settings of the repository', () => {
  it('change nothing of what is found', async () => {
    repository.stage('ä b.yaml', 'region: eu\n')
    repository.commit('first')
    repository.stage('ä b.yaml', `region: eu\n${awsPair().yaml}`)
    const before = [await rulesFound('staged'), await rulesFound('ci')]
    for (const [key, value] of Object.entries({
      'color.diff': 'always',
      'color.ui': 'always',
      'diff.noprefix': 'true',
      'diff.mnemonicPrefix': 'true',
      'diff.relative': 'true',
      'diff.renames': 'copies',
      'diff.external': 'false',
      'log.date': 'relative',
      'log.showSignature': 'true',
      'log.decorate': 'full',
      'core.quotePath': 'true',
      'core.pager': 'false',
      'core.fsmonitor': 'false',
    })) {
      repository.git('config', key, value)
    }
    expect([await rulesFound('staged'), await rulesFound('ci')]).toEqual(before)
    expect(before[0]).toEqual(['ä b.yaml:2', 'ä b.yaml:3'])
    repository.commit('second')
    expect(await rulesFound('ci', '--base', 'HEAD~1')).toEqual(['ä b.yaml:2', 'ä b.yaml:3'])
  })
})
