import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expandMould } from '../../src/rules/moulds.ts'
import { enc, sopsYaml } from '../checks/rotation/encrypted-text.ts'
import { builtCli, newRepository, run, type TestRepository } from '../support/repository.ts'
import { describeWithSops } from '../support/sops.ts'
import { newSopsRepository } from '../support/sops-repository.ts'

const day = 86_400_000
const ago = (days: number): Date => new Date(Date.now() - days * day)
const stamp = (days: number): string => ago(days).toISOString().replace(/\.\d+/, '')

let repository: TestRepository
const made: string[] = []
beforeEach(() => {
  repository = newRepository()
})
afterEach(() => {
  repository.remove()
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const store = (path: string, name: string, modified: number): void =>
  repository.stage(path, sopsYaml([`${name}: ${enc(path)}`], stamp(modified)))

interface Found {
  readonly rule: string
  readonly path: string
  readonly status: string
  readonly by?: string
  readonly reason?: string
}

const audit = async () => {
  const { code, stdout } = await repository.command(['audit', '--format', 'json', '--rule', 'rotation-overdue'])
  const { findings, staleAllows } = JSON.parse(stdout)
  const shown = findings.map(({ path, status, by, reason }: Found) => [path, status, by, reason].filter(Boolean))
  return { code, findings: shown, staleAllows }
}

describe('the rotation policy', () => {
  it('exempts by name with a reason, overrides by path, and tells of what has ended', async () => {
    store('secrets/a.yaml', 'vendor_token', 1)
    store('secrets/b.yaml', 'token', 1)
    store('secrets/c.yaml', 'password', 1)
    store('secrets/d.yaml', 'password', 1)
    repository.commit('first', ago(100))
    repository.stage(
      '.leaktight.yaml',
      [
        'rotation:',
        '  overrides: [{ paths: [secrets/b.yaml], max-age-days: 120 }]',
        '  exempt:',
        '    - { names: [vendor_*], reason: the vendor rotates it }',
        '    - { paths: [secrets/c.yaml], reason: until the move, expires: 2026-01-01 }',
        '',
      ].join('\n'),
    )
    repository.commit('policy')
    expect(await audit()).toEqual({
      code: 1,
      findings: [
        ['secrets/a.yaml', 'allowed', 'allow', 'the vendor rotates it'],
        ['secrets/c.yaml', 'open'],
        ['secrets/d.yaml', 'open'],
      ],
      staleAllows: [
        { where: '.leaktight.yaml rotation.exempt[1]', rule: 'rotation-overdue', reason: 'expired 2026-01-01' },
      ],
    })
    const { stdout, code } = await repository.leaktight(['rotation'])
    expect(code).toBe(1)
    expect(stdout).toContain('the exemption of this credential ended on 2026-01-01')
  })

  it('passes where everything overdue is exempt', async () => {
    store('secrets/a.yaml', 'vendor_token', 1)
    repository.commit('first', ago(100))
    repository.stage('.leaktight.yaml', 'rotation:\n  exempt: [{ names: ["*"], reason: all of it }]\n')
    expect((await audit()).code).toBe(0)
    expect((await repository.leaktight(['rotation'])).code).toBe(0)
  })
})

describe('a clone without its past', () => {
  const shallow = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'leaktight-shallow-'))
    made.push(folder)
    const clone = join(folder, 'clone')
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${repository.root}`, clone], { env: repository.env })
    return clone
  }

  it('is judged by what the files say, and says that history was not asked', async () => {
    store('secrets/old.yaml', 'password', 95)
    store('secrets/young.yaml', 'password', 1)
    repository.commit('first', ago(200))
    store('other.txt', 'x', 1)
    repository.commit('second', ago(1))
    const cwd = shallow()
    const { code, stdout } = await run(
      process.execPath,
      [builtCli, 'audit', '--format', 'json', '--rule', 'rotation-overdue'],
      {
        cwd,
        env: repository.env,
      },
    )
    const { verdict, findings, notRun, errors } = JSON.parse(stdout)
    expect(errors).toEqual([])
    expect(findings.map(({ path }: Found) => path)).toEqual(['secrets/old.yaml'])
    expect(notRun).toEqual([
      { rule: 'rotation-overdue', reason: expect.stringContaining('not checked against history') },
    ])
    expect(verdict).toBe('findings')
    expect(code).toBe(1)
  })

  it('is an error for the command whose only question is the age', async () => {
    store('secrets/young.yaml', 'password', 1)
    repository.commit('first', ago(200))
    store('other.txt', 'x', 1)
    repository.commit('second', ago(1))
    const { code, stderr } = await run(process.execPath, [builtCli, 'rotation'], {
      cwd: shallow(),
      env: repository.env,
    })
    expect(code).toBe(2)
    expect(stderr).toContain('history is cut off')
  })
})

describeWithSops('with --decrypt', () => {
  it('the rule and the command find a temporary key by its value, and print nothing of it', async () => {
    const sealed = newSopsRepository()
    try {
      const id = expandMould('ASIA${base32:16}', 11)
      sealed.write('secrets/a.yaml', `name: ${id}\n`)
      sealed.sops(['encrypt', '-i', 'secrets/a.yaml'])
      sealed.git('add', '.')
      sealed.commit('first', ago(3))
      const env = { SOPS_AGE_KEY_FILE: join(sealed.home, 'keys.txt') }
      const args = ['audit', '--format', 'json', '--rule', 'rotation-overdue']
      expect((await sealed.leaktight(args, { env })).code).toBe(0)
      const opened = await sealed.leaktight([...args, '--decrypt'], { env })
      expect(opened.code).toBe(1)
      expect(JSON.parse(opened.stdout).findings).toMatchObject([
        { path: 'secrets/a.yaml', message: expect.stringContaining('temporary AWS key') },
      ])
      const rotation = await sealed.leaktight(['rotation', '--decrypt'], { env })
      expect(rotation.code).toBe(1)
      expect(rotation.stdout).toContain('temporary AWS key')
      for (const { stdout, stderr } of [opened, rotation]) expect(stdout + stderr).not.toContain(id)
    } finally {
      sealed.remove()
    }
  })
})
