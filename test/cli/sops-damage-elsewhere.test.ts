import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeWithSops } from '../support/sops.ts'
import { newSopsRepository, type SopsRepository } from '../support/sops-repository.ts'

const path = 'secrets/a.yaml'

/** What the change does, the rule it breaks, and the line that says so, which the change itself leaves as it was. */
const changes: readonly [name: string, change: (text: string) => string, rule: string, line: RegExp][] = [
  ['the mac is deleted', (text) => text.replace(/^ +mac: .*\n/m, ''), 'sops-meta-missing-field', /^sops:/m],
  ['the version is deleted', (text) => text.replace(/\n +version: .*/, ''), 'sops-meta-missing-field', /^sops:/m],
  ['the date is deleted', (text) => text.replace(/^ +lastmod.*\n/m, ''), 'sops-meta-missing-field', /^sops:/m],
  [
    'the recipients are deleted',
    (text) => text.replace(/^ +age:\n[\s\S]*?(?=^ {4}last)/m, ''),
    'sops-meta-missing-field',
    /^sops:/m,
  ],
  ['the block is deleted', (text) => text.replace(/^sops:[\s\S]*/m, ''), 'sops-meta-missing-field', /^other: ENC/m],
  ['the block is renamed', (text) => text.replace(/^sops:/m, 'sopsx:'), 'sops-meta-missing-field', /^other: ENC/m],
  ['a document is put before it', (text) => `---\n---\n${text}`, 'sops-block-unread', /^sops:/m],
  [
    'a recipient loses its data key',
    (text) => text.replace(/^ +enc: \|\n( {12}.*\n)+/m, ''),
    'sops-enc-malformed',
    /recipient:/,
  ],
  [
    'a value is copied to a key before it',
    (text) => text.replace(/^other: .*/m, `other: ${/^key: (.*)/m.exec(text)?.[1]}`),
    'sops-enc-dup',
    /^key: ENC/m,
  ],
  ['a twin is put before a key', (text) => text.replace(/^key:/m, 'key: ""\n$&'), 'sops-dup-key', /^key: ENC/m],
]

describeWithSops('damage that shows at a line the change left as it was', () => {
  let repository: SopsRepository

  beforeEach(() => {
    repository = newSopsRepository()
    repository.write(path, 'other: word\nkey: another word\n')
    repository.sops(['encrypt', '--in-place', path])
    repository.git('add', '-A')
    repository.git('commit', '-q', '--no-verify', '-m', 'base')
  })

  afterEach(() => repository.remove())

  test.each(changes)('%s', async (_, change, rule, line) => {
    const text = change(repository.read(path))
    repository.stage(path, text)
    const { stdout } = await repository.command(['staged', '--format', 'json', '--rule', rule])
    const { findings }: { findings: { status: string; region?: { startLine: number } }[] } = JSON.parse(stdout)
    const at = text.slice(0, text.search(line)).split('\n').length
    expect(findings.map(({ status, region }) => `${status} ${region?.startLine}`)).toEqual([`open ${at}`])
  })

  test.each([
    ['a renamed key', /^key:/m, 'keys:', 'closed'],
    ['a value left out', /^key: .*\n/m, '', 'open'],
  ])('%s is to be mended by what works', async (_, from, to, state) => {
    repository.stage(path, repository.read(path).replace(from, to))
    const ignoring = (): string => repository.sops(['decrypt', '--ignore-mac', path])
    const { stdout } = await repository.command(['staged', '--format', 'json', '--rule', 'sops-mac-broken'])
    const { findings }: { findings: { remedy: string }[] } = JSON.parse(stdout)
    expect(findings.map(({ remedy }) => remedy.includes('--ignore-mac'))).toEqual([state === 'open'])
    if (state === 'open') expect(ignoring()).toContain('other: word')
    else expect(ignoring).toThrow()
  })
})
