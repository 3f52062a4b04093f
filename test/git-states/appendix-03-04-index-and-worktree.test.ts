import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
  repository.stage('a.yaml', 'region: eu\n')
  repository.commit('first')
})
afterEach(() => repository.remove())

describe('the index is examined and not the working tree', () => {
  it('appendix A test 3: a secret that was staged and then cleaned in the working tree is found', async () => {
    repository.stage('a.yaml', awsPair().yaml)
    repository.write('a.yaml', 'region: eu\n')
    expect((await repository.leaktight(['staged'])).code).toBe(1)
  })

  it('appendix A test 4: a secret that is only in the working tree does not block', async () => {
    repository.stage('a.yaml', 'region: us\n')
    repository.write('a.yaml', awsPair().yaml)
    repository.write('untracked.yaml', awsPair(2).yaml)
    const { code, stdout } = await repository.leaktight(['staged', '--format', 'json'])
    expect(code).toBe(0)
    const { counts, findings } = JSON.parse(stdout)
    expect(counts.units).toBe(1)
    // What lies beside tracked files is told.
    const told = findings.map(({ path, severity }: { path: string; severity: string }) => [path, severity])
    expect(told).toEqual([['untracked.yaml', 'low']])
  })
})
