import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeWithSops } from '../support/sops.ts'
import { newSopsRepository, type SopsRepository } from '../support/sops-repository.ts'

describeWithSops('recipients against their rules', () => {
  let repository: SopsRepository
  let own = ''
  let other = ''

  beforeEach(() => {
    repository = newSopsRepository()
    own = /age: (age1\w+)/.exec(repository.read('.sops.yaml'))?.[1] ?? ''
    other = /public key: (age1\w+)/.exec(execFileSync('age-keygen', { encoding: 'utf8' }))?.[1] ?? ''
    repository.write('secrets/a.yaml', 'key: word\n')
    repository.sops(['encrypt', '--in-place', 'secrets/a.yaml'])
    commit('base')
  })

  afterEach(() => repository.remove())

  const commit = (message: string): void => {
    repository.git('add', '-A')
    repository.git('commit', '-q', '--no-verify', '-m', message)
  }

  const configure = (...ages: readonly string[]): void =>
    repository.write('.sops.yaml', `creation_rules:\n  - path_regex: ^secrets/\n    age: ${ages.join(',')}\n`)

  const report = async (...args: string[]): Promise<{ code: number; said: string[] }> => {
    const { code, stdout } = await repository.command([...args, '--format', 'json'])
    const { findings }: { findings: { rule: string; severity: string; path: string; status: string }[] } =
      JSON.parse(stdout)
    const ours = findings.filter(({ rule, status }) => /^sops-/.test(rule) && status === 'open')
    return { code, said: ours.map(({ rule, severity, path }) => `${rule} ${severity} ${path}`) }
  }

  test('a rule that gained a recipient without updatekeys fails in ci and warns beside the work', async () => {
    configure(own, other)
    repository.write('secrets/a.yaml', `${repository.read('secrets/a.yaml')}`)
    commit('add a recipient')
    expect(await report('ci', '--base', 'HEAD~1')).toEqual({
      code: 1,
      said: ['sops-recipients-drift high secrets/a.yaml'],
    })
    expect((await report('audit')).said).toContain('sops-recipients-drift low secrets/a.yaml')
    expect((await report('audit')).said).toContain('sops-recipients-single low secrets/a.yaml')
  })

  test('the same with updatekeys passes, in one commit and in two', async () => {
    configure(own, other)
    commit('add a recipient')
    repository.sops(['updatekeys', '--yes', 'secrets/a.yaml'])
    commit('update the file')
    expect(await report('ci', '--base', 'HEAD~2')).toEqual({ code: 0, said: [] })
    configure(own)
    repository.sops(['updatekeys', '--yes', 'secrets/a.yaml'])
    commit('take it away again')
    expect(await report('ci', '--base', 'HEAD~1')).toEqual({
      code: 0,
      said: ['sops-removed-without-rotation low secrets/a.yaml'],
    })
  })

  test('staged warns of a file that drifts, and passes', async () => {
    repository.sops(['set', 'secrets/a.yaml', '["key"]', '"other"'])
    configure(own, other)
    repository.git('add', '-A')
    expect(await report('staged')).toEqual({ code: 0, said: ['sops-recipients-drift low secrets/a.yaml'] })
  })

  test('denied and missing recipients fail everywhere', async () => {
    repository.write('.leaktight.yaml', `sops:\n  denied-recipients: [${own}]\n  minimum-recipients: 2\n`)
    commit('configure')
    repository.sops(['set', 'secrets/a.yaml', '["key"]', '"other"'])
    repository.git('add', '-A')
    expect(await report('staged')).toEqual({
      code: 1,
      said: ['sops-recipient-revoked high secrets/a.yaml', 'sops-recipients-few high secrets/a.yaml'],
    })
    expect((await report('audit')).said).toContain('sops-recipient-revoked high .sops.yaml')
  })

  test('a misspelt .sops.yaml is blocked at the key', async () => {
    repository.write(join('.sops.yaml'), `creation_rules:\n  - path_regex: ^secrets/\n    agee: ${own}\n`)
    repository.git('add', '-A')
    expect(await report('staged')).toEqual({ code: 1, said: ['sops-config-unknown-key high .sops.yaml'] })
  })
})
