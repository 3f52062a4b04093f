import { afterEach, beforeEach, expect, test } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
})

afterEach(() => repository.remove())

test('a path literal that leads out of the repository is judged by its name, and nothing is read there', async () => {
  repository.stage('machine.nix', '{ sops.age.sshKeyPaths = [ ../keys/id ]; x.passwordFile = ../../pw; }\n')
  const { code, stdout } = await repository.leaktight(['staged', '--format', 'json'])
  const { findings, errors }: { findings: { rule: string }[]; errors: unknown[] } = JSON.parse(stdout)
  expect(errors).toEqual([])
  expect(findings.map(({ rule }) => rule)).toEqual(['nix-key-path-literal', 'nix-key-path-literal'])
  expect(code).toBe(1)
})
