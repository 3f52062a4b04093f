import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builtCli, newRepository, type Run, type TestRepository } from '../support/repository.ts'

const rule = (word: string, id = 'acme-badge'): string => `provider: Acme
rules:
  - id: ${id}
    summary: Acme badge
    severity: high
    keywords: [${word}]
    pattern: '(?<![A-Za-z0-9_])(?<secret>${word}[0-9]{8})(?![0-9])'
    why: Opens doors.
    remedy: Have it blocked.
    references: [https://example.com/]
    examples:
      match: ['${word}\${digits:8}']
      ignore: ['${word}x']
`

const config = 'rules:\n  paths: [own]\n'

let repository: TestRepository
beforeEach(() => {
  repository = newRepository()
  repository.stage('a.txt', 'badge_ 12\nbadge_12345678\npass_12345678\n')
  repository.write('.leaktight.yaml', config)
  repository.write('own/acme.yaml', rule('badge_'))
})
afterEach(() => repository.remove())

const kept = (): string => {
  const folder = join(repository.home, '.cache/leaktight')
  const [kind = ''] = readdirSync(folder).filter((name) => name.startsWith('rules-'))
  const [file = ''] = readdirSync(join(folder, kind))
  return join(folder, kind, file)
}

/** The files of the bundle that a run reads. */
const filesReadBy = async (...args: string[]): Promise<readonly string[]> => {
  const list = join(repository.home, 'read')
  writeFileSync(
    join(repository.home, 'spy.cjs'),
    `const fs = require('fs'); const read = fs.readFileSync
fs.readFileSync = (path, ...rest) => { fs.appendFileSync(${JSON.stringify(list)}, path + '\\n'); return read(path, ...rest) }`,
  )
  rmSync(list, { force: true })
  await repository.leaktight(args, { env: { NODE_OPTIONS: `--require=${join(repository.home, 'spy.cjs')}` } })
  const inDist = (path: string): boolean => dirname(path) === dirname(builtCli) && path.endsWith('.js')
  return readFileSync(list, 'utf8').split('\n').filter(inDist)
}

const isYaml = (path: string): boolean => readFileSync(path, 'latin1').includes('YAMLParseError')
const isRegexParser = (path: string): boolean => readFileSync(path, 'latin1').includes('Lone quantifier brackets')

const staged = (): Promise<Run> => repository.leaktight(['staged', '--format', 'json'])

const found = async (): Promise<readonly string[]> =>
  JSON.parse((await staged()).stdout).findings.map(
    ({ rule, region }: { rule: string; region: { startLine: number } }) => `${rule}:${region.startLine}`,
  )

describe('rules and configuration that did not change since the last run', () => {
  it('are not parsed again', async () => {
    const first = await filesReadBy('staged')
    expect(first.some(isYaml)).toBe(true)
    expect(first.some(isRegexParser)).toBe(true)
    const second = await filesReadBy('staged')
    expect(second.length).toBeGreaterThan(0)
    expect(second.filter(isYaml)).toEqual([])
    expect(second.filter(isRegexParser)).toEqual([])
  })

  it('find the same, by each verb that reads them', async () => {
    const first = await staged()
    expect(first.code).toBe(1)
    expect(await staged()).toEqual(first)
    const scan = await repository.leaktight(['scan', 'a.txt', '--format', 'json'])
    expect(JSON.parse(scan.stdout).findings).toHaveLength(1)
    expect(await repository.leaktight(['scan', 'a.txt', '--format', 'json', '--jobs', '2'])).toEqual(scan)
  })

  it('hold levels, allows and all else that the configuration says', async () => {
    repository.write('.leaktight.yaml', `${config}  acme-badge: low\nfail-on: high\nlimits:\n  hold-bytes: 1048576\n`)
    const first = await staged()
    expect(first.code).toBe(0)
    expect(JSON.parse(first.stdout).findings[0].severity).toBe('low')
    expect(await staged()).toEqual(first)
  })
})

describe('a change is honoured at once', () => {
  beforeEach(async () => {
    expect(await found()).toEqual(['acme-badge:2'])
  })

  it('of a rule file', async () => {
    repository.write('own/acme.yaml', rule('pass_'))
    expect(await found()).toEqual(['acme-badge:3'])
  })

  it('of a rule file that keeps its length', async () => {
    repository.write('own/acme.yaml', rule('padge_'))
    expect(await found()).toEqual([])
  })

  it('of the folder: a further file, one less', async () => {
    repository.write('own/other.yaml', rule('pass_', 'acme-pass'))
    expect(await found()).toEqual(['acme-badge:2', 'acme-pass:3'])
    rmSync(join(repository.root, 'own/acme.yaml'))
    expect(await found()).toEqual(['acme-pass:3'])
  })

  it('of the configuration', async () => {
    repository.write('.leaktight.yaml', `${config}  acme-badge: 'off'\n`)
    expect(await found()).toEqual([])
    repository.write('.leaktight.yaml', 'fail-on: low\n')
    expect(await found()).toEqual([])
    repository.write('.leaktight.yaml', config)
    expect(await found()).toEqual(['acme-badge:2'])
  })

  it('into something broken, and back', async () => {
    repository.write('own/acme.yaml', rule('badge_').replace('(?<secret>', '('))
    const first = await staged()
    expect(first.code).toBe(2)
    expect(first.stderr).toBe('leaktight: own/acme.yaml: "acme-badge": "pattern" has no group named "secret"\n')
    expect(await staged()).toEqual(first)
    repository.write('own/acme.yaml', rule('badge_'))
    expect(await found()).toEqual(['acme-badge:2'])
    rmSync(join(repository.root, 'own'), { recursive: true })
    expect((await staged()).stderr).toMatch(/^leaktight: cannot read the rule folder .*own: ENOENT/)
  })
})

describe('what is kept', () => {
  it.each([
    ['of which a part is damaged', (content: Buffer) => content.fill(0, content.length - 5000, content.length - 900)],
    ['of which the beginning is damaged', (content: Buffer) => content.fill(0x7b, 16, 60)],
    ['that is cut off', (content: Buffer) => content.subarray(0, 3000)],
    ['that is empty', () => Buffer.alloc(0)],
  ])('is not used, and written anew: a file %s', async (_, damage) => {
    const first = await staged()
    const good = readFileSync(kept())
    writeFileSync(kept(), damage(Buffer.from(good)))
    expect(await staged()).toEqual(first)
    expect(readFileSync(kept()).equals(good)).toBe(true)
  })

  it('can as well be nothing: no place to keep it', async () => {
    const env = { XDG_CACHE_HOME: '/proc/no-such-place' }
    const first = await repository.leaktight(['staged'], { env })
    expect(first.code).toBe(1)
    expect(await repository.leaktight(['staged'], { env })).toEqual(first)
  })

  it('holds nothing of what was found', async () => {
    await staged()
    expect(readFileSync(kept()).includes('12345678')).toBe(false)
  })
})
