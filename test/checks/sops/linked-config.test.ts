import { symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newRepository, type TestRepository } from '../../support/repository.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
  repository.stage('ops/sops.yaml', 'creation_rules:\n  - path_regex: ^vault/\n')
  repository.stage('vault/a.yaml', 'one: word\n')
  symlinkSync('ops/sops.yaml', join(repository.root, '.sops.yaml'))
  repository.git('add', '-A')
})

afterEach(() => repository.remove())

const rulesOf = async (...args: string[]): Promise<string[]> => {
  const { stdout } = await repository.leaktight([...args, '--format', 'json'])
  const report: { findings: { rule: string; path: string }[] } = JSON.parse(stdout)
  return report.findings.map(({ rule, path }) => `${rule} ${path}`)
}

test.each([[['staged']], [['scan', '.']]])(
  'a linked .sops.yaml is followed in the index and on disk: %j',
  async (args) => {
    expect(await rulesOf(...args)).toEqual(['sops-plain-required vault/a.yaml'])
  },
)

test.each([[['staged']], [['scan', '.']]])('a link that leads nowhere is an error: %j', async (args) => {
  unlinkSync(join(repository.root, '.sops.yaml'))
  symlinkSync('ops/gone.yaml', join(repository.root, '.sops.yaml'))
  repository.git('add', '-A')
  const { code, stdout, stderr } = await repository.leaktight(args)
  expect(code).toBe(2)
  expect(stdout + stderr).toContain('.sops.yaml: is no mapping')
})
