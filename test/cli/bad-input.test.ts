import {
  chmodSync,
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type Run, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const refused = ({ code, stdout, stderr }: Run, message: RegExp): void => {
  expect(stderr).toMatch(message)
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(stdout).toBe('')
  expect(code).toBe(2)
}

describe('a mistake of the caller is one clear message and exit 2', () => {
  it.each([
    [['staged', '--fromat', 'json'], /^leaktight: unknown option '--fromat'.*--format/s],
    [['stagd'], /^leaktight: unknown command 'stagd'.*staged/s],
    [['staged', '--format', 'xml'], /^leaktight: .*'xml'.*text.*json.*sarif.*github/s],
    [['staged', '--rule', 'no-such-rule'], /^leaktight: --rule no-such-rule: there is no such rule/],
    [['scan'], /^leaktight: scan: name files or folders/],
    [['scan', 'no-such-file'], /^leaktight: .*no-such-file: ENOENT/],
    [
      ['ci', '--base', 'no-such-revision'],
      /^leaktight: .*(--head HEAD|--base no-such-revision): there is no such commit/,
    ],
    [['rules', 'explain', 'aws-acces-key-id'], /^leaktight: .*there is no such rule.*aws-access-key-id/],
    [['rotation', 'no-such-file.yaml'], /^leaktight: .*no-such-file\.yaml/],
    [['shred', '--no-such-flag'], /^leaktight: shred: unknown flag "--no-such-flag"/],
    [['staged', '--config', 'none.yaml'], /^leaktight: .*none\.yaml: ENOENT/],
  ])('%j', async (args, message) => {
    refused(await repository.leaktight(args), message)
  })

  it('an unknown key of the configuration is told with the one that was meant', async () => {
    repository.write('.leaktight.yaml', 'fial-on: low\n')
    repository.stage('a.txt', 'clean\n')
    refused(
      await repository.leaktight(['staged']),
      /\.leaktight\.yaml: "fial-on" is not a known key; did you mean "fail-on"\?/,
    )
  })

  it('a broken rule file names file, rule and flaw', async () => {
    repository.write('.leaktight.yaml', 'rules: { paths: [own] }\n')
    repository.write(
      'own/mine.yaml',
      'provider: Mine\nrules:\n  - id: my-token\n    summary: s\n    severity: low\n    keywords: [mine_]\n    pattern: mine_[a-z]{8}\n    why: w\n    remedy: r\n    references: [https://example.com/]\n    examples: { match: [x], ignore: [y] }\n',
    )
    repository.stage('a.txt', 'clean\n')
    refused(
      await repository.leaktight(['staged']),
      /own\/mine\.yaml: "my-token": "pattern" has no group named "secret"/,
    )
  })
})

describe('what cannot be read is exit 2, and all else is still reported', () => {
  it('a damaged object is named', async () => {
    repository.stage('a.yaml', awsPair().yaml)
    const objects = join(repository.root, '.git/objects')
    for (const name of readdirSync(objects).filter((each) => each.length === 2)) {
      for (const file of readdirSync(join(objects, name))) {
        chmodSync(join(objects, name, file), 0o644)
        writeFileSync(join(objects, name, file), 'damaged')
      }
    }
    const { code, stdout, stderr } = await repository.leaktight(['staged'])
    expect(code).toBe(2)
    expect(stdout + stderr).toMatch(/a\.yaml|cat-file/)
    expect(stdout + stderr).not.toMatch(/\n\s+at /)
  })

  // Root reads every file, whatever its mode.
  it.skipIf(process.geteuid?.() === 0)('an unreadable file is named', async () => {
    repository.write('a.yaml', awsPair().yaml)
    repository.write('b.yaml', awsPair(2).yaml)
    chmodSync(join(repository.root, 'a.yaml'), 0)
    const { code, stdout } = await repository.leaktight(['audit', '--format', 'json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'incomplete', errors: [{ path: 'a.yaml' }] })
    expect(JSON.parse(stdout).counts.open).toBe(2)
  })

  it('a file that is gone between listing and reading is no error for what is tracked: the index has it', async () => {
    repository.stage('a.yaml', awsPair().yaml)
    repository.git('update-index', '--skip-worktree', 'a.yaml')
    const { rmSync } = await import('node:fs')
    rmSync(join(repository.root, 'a.yaml'))
    expect((await repository.leaktight(['audit'])).code).toBe(1)
  })
})

describe('hostile content is examined in bounded time and memory', () => {
  const scan = (name: string): Promise<Run> => repository.leaktight(['scan', '--format', 'json', name])

  it('a file of 1 GiB with a key at its end', async () => {
    const handle = openSync(join(repository.root, 'large.yaml'), 'w')
    ftruncateSync(handle, 2 ** 30)
    writeSync(handle, `\n${awsPair().yaml}`, 2 ** 30 - 200)
    closeSync(handle)
    const { code, stdout } = await repository.leaktight(['scan', '--format', 'json', 'large.yaml'], {
      env: { NODE_OPTIONS: '--max-old-space-size=200' },
    })
    expect(code).toBe(1)
    const report = JSON.parse(stdout)
    expect(report.counts.bytes).toBe(2 ** 30)
    expect(report.findings.map((finding: { region: { startLine: number } }) => finding.region.startLine)).toEqual([
      2, 3,
    ])
  }, 60_000)

  it('one line of 10 MB that is full of keywords', async () => {
    repository.write('line.js', `var x = "${'password=token:secret key api_key AKIA ghp_ '.repeat(230_000)}"`)
    const { code } = await scan('line.js')
    expect(code).toBe(0)
  }, 60_000)

  it('a YAML alias bomb', async () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(',')}]`,
    )
    repository.write('bomb.yaml', `l0: &l0 [x]\n${levels.join('\n')}\nkind: Secret\nsops: { mac: x }\n`)
    repository.stage('bomb.yaml', `l0: &l0 [x]\n${levels.join('\n')}\nkind: Secret\napiVersion: v1\n`)
    expect((await repository.leaktight(['staged'])).code).toBeLessThan(3)
  })

  it('JSON that is 10,000 deep', async () => {
    repository.write('deep.json', `{"kind":"Secret","sops":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`)
    const { code, stderr } = await scan('deep.json')
    expect(code).toBeLessThan(3)
    expect(stderr).toBe('')
  })

  it('a loop of symbolic links is counted and not followed', async () => {
    symlinkSync('.', join(repository.root, 'loop'))
    repository.write('a.txt', 'clean\n')
    const { code, stdout } = await repository.leaktight(['scan', '.'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/1 symlink/)
  })
})

describe('file names that are not text', () => {
  const names = [
    Buffer.from('new\nline.yaml'),
    Buffer.from('esc\x1b[31m.yaml'),
    Buffer.from([0x62, 0xff, 0xfe, 0x2e, 0x79, 0x61, 0x6d, 0x6c]),
    Buffer.from('right\u202eleft.yaml'),
    Buffer.from('-dash.yaml'),
  ]

  it.each(['text', 'json', 'sarif', 'github'])(
    '%s: every file is found and the report is well formed',
    async (format) => {
      for (const [seed, name] of names.entries()) {
        writeFileSync(Buffer.concat([Buffer.from(`${repository.root}/`), name]), awsPair(seed).yaml)
      }
      repository.git('add', '--all')
      const { code, stdout } = await repository.leaktight(['staged', '--format', format])
      expect(code).toBe(1)
      const audited = await repository.leaktight(['audit', '--format', 'json'])
      expect(JSON.parse(audited.stdout).counts.open).toBe(10)
      expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]/)
      if (format === 'json') expect(JSON.parse(stdout).counts.open).toBe(10)
      if (format === 'sarif') expect(JSON.parse(stdout).runs[0].results).toHaveLength(10)
      if (format === 'github') expect(stdout.split('\n').filter((line) => line.startsWith('::error'))).toHaveLength(10)
    },
  )
})
