import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
  repository.stage('README.md', '# start\n')
  repository.commit('start')
})
afterEach(() => repository.remove())

interface Found {
  readonly rule: string
  readonly path: string
  readonly status: string
  readonly message: string
}

const ci = async (...args: string[]) => {
  const { code, stdout } = await repository.command(['ci', '--format', 'json', ...args])
  const { findings, errors }: { findings: Found[]; errors: { path: string; reason: string }[] } = JSON.parse(stdout)
  return { code, findings, errors, told: findings.map(({ rule, path, status }) => `${rule} ${path} ${status}`) }
}

const sinceLast = () => ci('--base', 'HEAD~1')

describe('an inline allow in ci', () => {
  // Assembled, so that this file holds no allow of its own.
  const comment = `# ${'leaktight'}:allow aws-access-key-id -- closed account`
  const line = (seed: number): string => `id${seed}: ${awsPair(seed).id} ${comment}\n`

  beforeEach(() => {
    repository.stage('a.yaml', line(1))
    repository.commit('allowed')
  })

  it('holds for its value when lines move', async () => {
    repository.stage('a.yaml', `# new\n\n${line(1)}`)
    repository.commit('moved')
    expect((await sinceLast()).code).toBe(0)
  })

  it('does not hold for another value in the same file', async () => {
    repository.stage('a.yaml', `${line(1)}\n${line(2)}`)
    repository.commit('copies the comment')
    const { code, findings } = await sinceLast()
    expect(code).toBe(1)
    expect(findings.map(({ status }) => status).sort()).toEqual(['allowed', 'open'])
    expect(findings.find(({ status }) => status === 'open')?.message).toMatch(/part of the base/)
  })

  it('does not hold for a value that takes the place of the allowed one', async () => {
    repository.stage('a.yaml', line(2))
    repository.commit('another value')
    expect((await sinceLast()).code).toBe(1)
  })

  it('does not hold where the base allowed without a reason', async () => {
    repository.stage('b.yaml', `id: ${awsPair(3).id} ${comment.replace(/ --.*/, '')}\n`)
    repository.commit('no reason')
    repository.stage('b.yaml', `id: ${awsPair(3).id} ${comment}\n`)
    repository.commit('a reason')
    expect((await sinceLast()).code).toBe(1)
  })
})

describe('rules of the repository in ci', () => {
  const ruleFile = (prefix: string): string =>
    `provider: Mine\nrules:\n  - id: mine-token\n    summary: Mine token\n    severity: high\n    keywords: [${prefix}_]\n    pattern: (?<![A-Za-z0-9_])(?<secret>${prefix}_[a-z0-9]{12})(?![A-Za-z0-9_])\n    why: w\n    remedy: r\n    references: [https://example.com/]\n    examples: { match: ["${prefix}_\${lower:12}"], ignore: ["${prefix}_\${lower:3}"] }\n`

  beforeEach(() => {
    repository.stage('.leaktight.yaml', 'rules: { paths: [own/rules] }\n')
    repository.stage('own/rules/mine.yaml', ruleFile('mine'))
    repository.commit('own rules')
  })

  const leak = (): void => repository.stage('a.txt', `mine_${'ab12'.repeat(3)}\n`)

  it('are those of the base when the change edits them', async () => {
    repository.stage('own/rules/mine.yaml', ruleFile('other'))
    leak()
    repository.commit('loosens')
    const { code, told } = await sinceLast()
    expect(code).toBe(1)
    expect(told).toEqual(['mine-token a.txt open', 'policy-change own/rules/mine.yaml open'])
  })

  it('are those of the base when the change removes them', async () => {
    repository.git('rm', '--quiet', 'own/rules/mine.yaml')
    leak()
    repository.commit('removes')
    const { code, told } = await sinceLast()
    expect(code).toBe(1)
    expect(told).toEqual(['mine-token a.txt open', 'policy-change own/rules/mine.yaml open'])
  })

  it('are those of the base whatever lies in the working tree', async () => {
    leak()
    repository.commit('leak')
    rmSync(join(repository.root, 'own'), { recursive: true })
    expect((await sinceLast()).code).toBe(1)
  })
})

describe('creation rules in ci', () => {
  const recipient = `    pgp: ${'AB'.repeat(20)}\n`
  const rules = `creation_rules:\n  - path_regex: ^secrets/\n${recipient}`
  const plain = 'user: alice\n'
  const required = 'sops-plain-required secrets/a.yaml open'

  const base = (content: string): void => {
    repository.stage('.sops.yaml', content)
    repository.commit('rules')
  }

  it('of the base hold when the change removes them', async () => {
    base(rules)
    repository.git('rm', '--quiet', '.sops.yaml')
    repository.stage('secrets/a.yaml', plain)
    repository.commit('removes')
    const { code, told } = await sinceLast()
    expect(code).toBe(1)
    expect(told).toEqual(['policy-change .sops.yaml open', required])
  })

  it('of the base hold for what a .nix file of it names, when the change no longer names it', async () => {
    repository.stage('hosts/web.nix', '{ sops.secrets.token.sopsFile = ../secrets/a.yaml; }\n')
    repository.commit('names')
    repository.stage('hosts/web.nix', '{ }\n')
    repository.stage('secrets/a.yaml', plain)
    repository.commit('names no more')
    const { code, told } = await sinceLast()
    expect(code).toBe(1)
    expect(told).toEqual([required])
  })

  it('of the base hold when the change loosens them', async () => {
    base(rules)
    repository.stage('.sops.yaml', `creation_rules:\n  - path_regex: ^nowhere/\n${recipient}`)
    repository.stage('secrets/a.yaml', plain)
    repository.commit('loosens')
    const { code, told } = await sinceLast()
    expect(code).toBe(1)
    expect(told).toEqual(['policy-change .sops.yaml open', required])
  })

  it('of the base hold below a file of rules that the change adds', async () => {
    base(rules)
    repository.stage('secrets/.sops.yaml', 'creation_rules: []\n')
    repository.stage('secrets/a.yaml', plain)
    repository.commit('nearer rules')
    const { code, told } = await sinceLast()
    expect(code).toBe(1)
    expect(told).toEqual(['policy-change secrets/.sops.yaml open', required])
  })

  it('of the change hold too, and each file is told once', async () => {
    base(rules)
    repository.stage('.sops.yaml', `${rules}  - path_regex: ^keys/\n${recipient}`)
    repository.stage('secrets/a.yaml', plain)
    repository.stage('keys/b.yaml', plain)
    repository.commit('tightens')
    const { code, told } = await sinceLast()
    expect(code).toBe(1)
    expect(told).toEqual(['policy-change .sops.yaml open', 'sops-plain-required keys/b.yaml open', required])
  })

  it('of the base hold in a folder that the change makes look like a project', async () => {
    repository.stage('secrets/.sops.yaml', 'creation_rules:\n  - unencrypted_suffix: _plain\n')
    repository.commit('rules')
    repository.stage('secrets/package.json', '{}\n')
    repository.stage('secrets/a.yaml', plain)
    repository.commit('project')
    const { code, told } = await sinceLast()
    expect(code).toBe(1)
    expect(told).toContain(required)
  })

  it('of the base hold when the change loosens the file that a link leads to', async () => {
    repository.stage('rules.yaml', rules)
    symlinkSync('rules.yaml', join(repository.root, '.sops.yaml'))
    repository.git('add', '.sops.yaml')
    repository.commit('rules')
    repository.stage('rules.yaml', 'creation_rules: []\n')
    repository.stage('secrets/a.yaml', plain)
    repository.commit('loosens')
    const { code, told } = await sinceLast()
    expect(code).toBe(1)
    expect(told).toContain(required)
  })

  it('of the base that cannot be used do not stop the change that mends them', async () => {
    base('creation_rules:\n  - path_regex: ^(?!x)secrets/\n')
    repository.stage('.sops.yaml', rules)
    repository.commit('mends')
    const { code, errors } = await sinceLast()
    expect(errors).toEqual([])
    expect(code).toBe(0)
    expect((await repository.leaktight(['ci', '--base', 'HEAD~1'])).stdout).toMatch(/\.sops\.yaml of the base/)
  })
})
